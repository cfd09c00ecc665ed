#include "app/backfill_display.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace tickerd::app {
namespace {

using State = feeds::BackfillProgress::State;

constexpr std::size_t columns = 79;
constexpr int bar_width = 24;
/// A feed that failed so often without ever having answered is not waited for.
constexpr int most_failures = 2;

/// Back to the beginning of the line, and the line away.
constexpr std::string_view clear_line = "\r\x1b[K";

}  // namespace

std::string backfill_bar(std::span<const FeedCondition> feeds) {
  int done = 0;
  int of = 0;
  std::string unfinished;
  for (const auto& feed : feeds) {
    if (feed.backfill == nullptr) continue;
    done += feed.backfill->done;
    of += feed.backfill->of;
    if (backfill_ended(feed)) continue;
    unfinished +=
        feed.backfill->state == State::waiting
            ? fmt::format("  {} waits", feed.name)
            : fmt::format("  {} {}/{}", feed.name, feed.backfill->done, feed.backfill->of);
  }
  const auto filled = static_cast<std::size_t>(of == 0 ? 0 : bar_width * done / of);
  auto line = fmt::format("[{:-<{}}] {}/{} days{}", std::string(filled, '#'), bar_width, done, of,
                          unfinished);
  if (line.size() > columns) line = line.substr(0, columns - 3) + "...";
  return line;
}

std::string backfill_summary(const FeedCondition& feed) {
  const auto& progress = *feed.backfill;
  const auto& failure = progress.last_error ? progress.last_error : feed.health->last_error;
  const auto reason = failure ? failure->detail : std::string("it was ended");
  if (progress.state == State::waiting) return fmt::format("{}: not begun: {}", feed.name, reason);
  if (progress.of == 0) return fmt::format("{}: no day was missing", feed.name);
  auto text = fmt::format("{}: {} of {} days", feed.name, progress.done, progress.of);
  if (progress.state != State::running) text += fmt::format(", {} with values", progress.values);
  text += fmt::format(", {} to {}", rates::to_string(progress.from), rates::to_string(progress.to));
  return progress.state == State::done ? text : fmt::format("{}: {}", text, reason);
}

bool backfill_ended(const FeedCondition& feed) {
  const auto state = feed.backfill->state;
  if (state != State::waiting) return state != State::running;
  return !feed.health->last_success && feed.health->failures_in_a_row >= most_failures;
}

bool backfill_done(const FeedCondition& feed) { return feed.backfill->state == State::done; }

void BarLog::write(Level level, std::string_view event, std::string_view detail) {
  const std::scoped_lock hold(mutex_);
  fmt::print(stderr, "{}", clear_line);
  log_.write(level, event, detail);
  fmt::print(stderr, "{}", bar_);
}

void BarLog::show(std::span<const FeedCondition> feeds) {
  auto bar = backfill_bar(feeds);
  const std::scoped_lock hold(mutex_);
  if (bar == bar_) return;
  bar_ = std::move(bar);
  fmt::print(stderr, "{}{}", clear_line, bar_);
}

void BarLog::clear() {
  const std::scoped_lock hold(mutex_);
  bar_.clear();
  fmt::print(stderr, "{}", clear_line);
}

}  // namespace tickerd::app
