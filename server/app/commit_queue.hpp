#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "rates/quote.hpp"
#include "rates/rate.hpp"

namespace tickerd::app {

/// What the desk decided, on its way through the log.
struct Commit {
  std::vector<rates::Rate> rates = {};
  std::vector<rates::Close> closes = {};
  std::function<void()> done = nullptr;  ///< called after it went out; may be null
  /// When a source said it first; none when it was not news of a source.
  std::optional<std::chrono::steady_clock::time_point> heard_at = std::nullopt;
};

/// Commits that wait for the log, first in, first out. When the disk is slower than the feeds, what
/// waits is merged, the newest rate of each pair winning: a queue that grew would take memory and
/// show old rates. Whole commits are merged, so none is torn. Not thread-safe.
class CommitQueue {
 public:
  /// Waiting commits from which on a new one is merged into the last.
  static constexpr std::size_t most_waiting = 8;

  /// One that somebody waits for (`done`) is never merged.
  void push(Commit commit);
  bool empty() const noexcept { return waiting_.empty(); }
  std::size_t size() const noexcept { return waiting_.size(); }
  /// The oldest. The queue is not empty.
  Commit pop();

 private:
  std::deque<Commit> waiting_;
};

}  // namespace tickerd::app
