#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rates/currency.hpp"
#include "stream/board.hpp"
#include "stream/subscription.hpp"

namespace tickerd::stream {

struct Group;

/// A pair as the hub knows it: its newest rate, that rate's text, and the groups that named it.
struct Topic {
  /// A group and where it holds this topic, so that leaving takes the same time in any crowd.
  struct Listener {
    Group* group;
    std::size_t place;
  };

  explicit Topic(rates::CurrencyPair named) : pair(named) {}

  bool published() const noexcept { return entry != nullptr; }
  /// Whether `*` stands for it, among others, for who is entitled to so much.
  bool is_for(const Entitlement& entitlement) const {
    return configured && (!restricted || entitlement.covers(pair));
  }
  bool changed_after(std::uint64_t seq) const noexcept { return published() && entry->seq > seq; }
  /// The rate as JSON, made once for each change and shape. The topic is published; the view lives
  /// until its next change.
  std::string_view text(Numbers numbers, rates::AskedBasis basis);
  /// Seqs are counted anew: what was noted by their number is not of the new epoch.
  void begin_epoch() noexcept {
    listed_at = 0;
    for (auto& text : texts) text.seq = 0;
  }

  rates::CurrencyPair pair;
  const Board::Entry* entry = nullptr;
  bool configured = false;
  bool restricted = false;      ///< configured, and not for everybody
  std::uint64_t listed_at = 0;  ///< seqs before this one did not have it among the configured pairs
  std::vector<Listener> listeners;
  struct Text {
    std::string json;
    std::uint64_t seq = 0;  ///< of which change; 0: none
  };
  /// By Numbers, and of each first against the configured basis, then by BasisKind.
  std::array<Text, 2 * (1 + rates::basis_kinds.size())> texts;
};

/// The topics by pair. A topic keeps its address.
class Topics {
 public:
  Topic& at(const rates::CurrencyPair& pair) {
    return topics_.try_emplace(pair, pair).first->second;
  }
  /// Forgets a topic that has no rate, no listener and no place in the configuration: what clients
  /// ask for costs nothing when they are gone.
  void drop_unused(const Topic& topic);
  void begin_epoch() noexcept;

  void add_listener(Group& group);
  void remove_listener(Group& group);

 private:
  std::unordered_map<rates::CurrencyPair, Topic> topics_;
};

}  // namespace tickerd::stream
