#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/rate.hpp"
#include "rates/rate_log.hpp"

namespace tickerd::stream {

/// In what shape a subscriber gets its numbers.
enum class Numbers { text, json };
/// What carries the messages.
enum class Transport { websocket, sse };

/// Which of the configured pairs that are not for everybody a subscriber of `*` gets.
struct Entitlement {
  bool all = false;
  std::vector<rates::CurrencyPair> pairs;  ///< sorted
  bool covers(const rates::CurrencyPair& pair) const;
  friend auto operator<=>(const Entitlement&, const Entitlement&) = default;
};

/// Everything that decides which bytes a subscriber gets. Subscribers with equal options share
/// every frame.
struct Options {
  Transport transport = Transport::websocket;
  Numbers numbers = Numbers::text;
  rates::AskedBasis basis = std::nullopt;
  bool deflated = false;                   ///< over WebSocket: compressed where that is shorter
  bool all_pairs = false;                  ///< `*`: the configured pairs, also ones added later
  Entitlement entitlement = {};            ///< none where pairs are named: they were looked at
  std::vector<rates::CurrencyPair> pairs;  ///< sorted, without repeats; empty when all_pairs
  friend auto operator<=>(const Options&, const Options&) = default;
};

/// The options as the hub interns them: `pairs` sorted and without repeats, none with all_pairs, no
/// entitlement without.
Options normalised(Options options);

/// Reads "<epoch>:<seq>". Nothing when it has not that form: a full snapshot follows then. An
/// epoch is 1 to 64 letters, digits, `.`, `_` and `-`.
std::optional<rates::Position> parse_since(std::string_view text);
std::string to_text(const rates::Position& position);

struct Group;
class Hub;

/// A place in a group. Leaving scope unsubscribes; so does being assigned an empty one. Movable;
/// the hub must outlive it. Used on the hub's thread only, also from within deliver().
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

  /// Whether it stands for a place: made by Hub::subscribe() and not moved from.
  explicit operator bool() const noexcept { return group_ != nullptr; }
  /// What the subscriber asked for. Not of an empty one.
  const Options& options() const;
  /// The subscriber can take frames again: sends one merged update of all that changed since the
  /// last frame it took (nothing when nothing did), or a snapshot when it missed one. Cheap when
  /// nothing is owed. Not of an empty one.
  void drained();
  /// Sends a heartbeat when the subscriber got nothing for the heartbeat interval. Call about once
  /// a second; a heartbeat may be late by the time between two calls. `now` is monotonic. Not of an
  /// empty one.
  void beat(std::chrono::steady_clock::time_point now);

 private:
  friend class Hub;
  friend struct Group;
  Subscription(Hub& hub, Group& group, std::size_t slot) noexcept
      : hub_(&hub), group_(&group), slot_(slot) {}

  Hub* hub_ = nullptr;
  Group* group_ = nullptr;
  std::size_t slot_ = 0;  // its place in the group
};

}  // namespace tickerd::stream
