#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "rates/rate.hpp"
#include "rates/rate_log.hpp"

namespace tickerd::stream {

/// The latest rate of every pair with the seq of the batch that last changed it. A value: copies
/// are snapshots. Rates are shared, so a copy costs a pointer a pair.
class Board {
 public:
  struct Entry {
    std::shared_ptr<const rates::Rate> rate;
    std::uint64_t seq = 0;
  };
  using Entries = std::map<rates::CurrencyPair, Entry>;

  Board() = default;
  Board(rates::Position position, std::span<const rates::SequencedRate> rates);

  /// Takes a batch in. A batch of another epoch starts the history anew: the values stay, their
  /// seqs are then of the new epoch. False, and nothing is changed, for a batch of this epoch that
  /// is not newer than the board (delivered twice): seq never goes back.
  bool apply(const rates::Batch& batch);

  /// Forgets a pair's rate, if there is one.
  void drop(const rates::CurrencyPair& pair) { entries_.erase(pair); }

  const rates::Position& position() const noexcept { return position_; }
  /// Sorted by pair. An entry keeps its address until it is dropped.
  const Entries& entries() const noexcept { return entries_; }
  /// Null when the pair has no rate.
  const Entry* find(const rates::CurrencyPair& pair) const;

 private:
  rates::Position position_;
  Entries entries_;
};

}  // namespace tickerd::stream
