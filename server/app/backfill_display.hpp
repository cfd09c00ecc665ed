#pragma once

#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "app/health.hpp"
#include "rates/log.hpp"

namespace tickerd::app {

/// One line for a terminal: a bar of the days that were had of all feeds, "12/30 days", and the
/// feeds that are not done yet with theirs. At most 79 columns.
std::string backfill_bar(std::span<const FeedCondition> feeds);

/// What became of one feed, for a person: "nbk: 5 of 5 days, 4 with values, 2026-04-01 to
/// 2026-04-07"; the reason when days are missing still.
std::string backfill_summary(const FeedCondition& feed);

/// Whether a back-fill is over, or cannot begin because the feed itself fails.
bool backfill_ended(const FeedCondition& feed);
/// Whether nothing is missing any more.
bool backfill_done(const FeedCondition& feed);

/// Keeps a bar in the last line of the terminal on standard error, under the lines of a log.
/// Callable from any thread, as every log.
class BarLog final : public rates::Log {
 public:
  /// `log` outlives this.
  explicit BarLog(rates::Log& log) : log_(log) {}
  void write(Level level, std::string_view event, std::string_view detail) override;
  void show(std::span<const FeedCondition> feeds);
  /// Takes the bar away.
  void clear();

 private:
  rates::Log& log_;
  std::mutex mutex_;
  std::string bar_;
};

}  // namespace tickerd::app
