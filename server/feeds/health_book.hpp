#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/feed.hpp"

namespace tickerd::feeds {

/// Keeps the health of one feed and says in the log what changed: a line when it begins to fail,
/// fails in another way, recovers, or has other unreadable rows than before. Repeats are counted.
class HealthBook {
 public:
  /// `log` outlives this.
  HealthBook(std::string feed, rates::Log& log);

  const FeedHealth& health() const noexcept { return health_; }

  void attempted(rates::Timestamp now);
  void received(std::size_t bytes) noexcept { health_.received_bytes += bytes; }
  /// A table was read.
  void succeeded(rates::Timestamp now, const Table& table);
  /// The same as before was said again: 304, or the same bytes.
  void unchanged(rates::Timestamp now);
  void failed(const rates::Error& error);
  /// No request may be made: said in the log, and in health unless there is something worse.
  void refused(const rates::Error& error);
  void next_at(rates::Timestamp at) noexcept { health_.next_attempt = at; }
  /// There is no next attempt.
  void ended() noexcept { health_.next_attempt.reset(); }
  void budget(const BudgetUse& use) noexcept { health_.budget = use; }

  /// A stream's connection is in another state from now on.
  void connection(std::string_view state, rates::Timestamp now);
  /// A stream is well at this moment: it stands and is heard.
  void streams(rates::Timestamp now) { good(now); }
  /// Rows or frames of a stream that could not be read, at most 20, and pairs it refused.
  void stream_problems(const std::vector<RowProblem>& problems) { note_problems(problems); }
  StreamCounts& counts() noexcept { return health_.stream; }

 private:
  void good(rates::Timestamp now);
  void note_problems(const std::vector<RowProblem>& problems);

  std::string feed_;
  rates::Log& log_;
  FeedHealth health_;
};

}  // namespace tickerd::feeds
