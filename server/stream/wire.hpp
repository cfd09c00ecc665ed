#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rates/rate.hpp"
#include "rates/rate_log.hpp"
#include "rates/result.hpp"
#include "stream/subscription.hpp"

/// The messages of the protocol as JSON text. Pure functions; field order is the protocol's.
namespace tickerd::stream::wire {

/// The rate with `seq`, the number of the batch that last changed it. `change`, `change_pct` and
/// `basis` are null while the basis is not known.
std::string rate_json(const rates::Rate& rate, std::uint64_t seq, Numbers numbers,
                      rates::AskedBasis asked = std::nullopt);

/// The line that a source asks for beside its rates.
struct Credit {
  std::string source;  ///< as Rate::source names it
  std::string line;    ///< text, no markup
  friend bool operator==(const Credit&, const Credit&) = default;
};
/// `credits` is left out when there are none.
std::string hello(const rates::Position& position, std::chrono::milliseconds heartbeat,
                  std::string_view server, std::span<const Credit> credits);
/// A message with rates is its head, the texts of rate_json() with commas between them, and this.
inline constexpr std::string_view rates_end = "]}";
std::string snapshot_head(const rates::Position& position, rates::Timestamp at, bool resumed);
std::string update_head(const rates::Position& position, std::uint64_t prev, rates::Timestamp at);
/// The whole message; `rates` are the texts of rate_json().
std::string snapshot(const rates::Position& position, rates::Timestamp at, bool resumed,
                     std::span<const std::string> rates);
std::string heartbeat(std::uint64_t seq, std::uint64_t prev, rates::Timestamp at);

/// A pair that a client does not get, and why: `bad_pair` (no pair at all), `unknown_pair`
/// (nothing gives it a rate), `too_many`.
struct FailedPair {
  std::string pair;
  std::string code;
  friend bool operator==(const FailedPair&, const FailedPair&) = default;
};
/// `type` is "subscribed" or "unsubscribed"; `id` is the client's own JSON (number or string), or
/// empty: then the field is left out. `ok` are pairs as CurrencyPair::text() writes them.
std::string answer(std::string_view type, std::string_view id, std::span<const std::string> ok,
                   std::span<const FailedPair> failed);
std::string pong(std::string_view id, rates::Timestamp at);
std::string error(std::string_view id, std::string_view code, std::string_view message,
                  bool temporary, std::optional<std::chrono::milliseconds> retry_after);
std::string bye(std::string_view reason, std::chrono::milliseconds reconnect);

/// What a client may send. `id` is its own JSON, to be echoed as it came; empty when there is none.
/// `pairs` are as the client wrote them, `*` among them perhaps.
struct Subscribe {
  std::string id;
  std::vector<std::string> pairs;
  std::optional<rates::Position> since;
  friend bool operator==(const Subscribe&, const Subscribe&) = default;
};
struct Unsubscribe {
  std::string id;
  std::vector<std::string> pairs;
  friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};
struct List {
  std::string id;
  friend bool operator==(const List&, const List&) = default;
};
struct Ping {
  std::string id;
  friend bool operator==(const Ping&, const Ping&) = default;
};
using Command = std::variant<Subscribe, Unsubscribe, List, Ping>;
/// Reads one text frame of a client. Bounded depth; the error (Errc::bad_document) says what was
/// expected. Unknown fields are ignored, an unknown type is an error.
rates::Result<Command> parse_command(std::string_view text);

}  // namespace tickerd::stream::wire
