#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

#include "feeds/poll_windows.hpp"
#include "net/backoff.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// How often a source is asked and when.
struct PollTimes {
  std::chrono::milliseconds every{};          ///< inside the windows
  std::chrono::milliseconds every_outside{};  ///< outside of them; never below `every`
  PollWindows windows;
  std::chrono::milliseconds spacing{};  ///< least distance that its request budget leaves
};

/// When a feed is asked next. Pure: it is told both clocks, the wall clock for the windows and a
/// steady one for distances, and is asked anew at least each minute. So a wall clock that is set
/// makes neither a burst nor a stop.
///
/// The first poll comes within a tenth of `every`, at most a second. After a success the next comes
/// after `every`, give or take a tenth; outside of the windows after `every_outside`, but when the
/// next window begins (and up to a tenth of `every` later) in any case. After failures the pause
/// grows from half a minute (or `every` when that is less) to three times `every`, at most an hour,
/// so that a source is asked within four intervals after it has recovered. What it asked for
/// with Retry-After is waited for, an hour at most. No pause is below the budget's spacing but the
/// first and those after the first three failures in a row.
class PollPace {
 public:
  PollPace(PollTimes times, std::uint64_t seed);

  void succeeded();
  void failed(std::optional<std::chrono::milliseconds> retry_after);

  /// How long to wait yet when the last poll ended (or, before the first, the feed began) `elapsed`
  /// ago. Not below zero.
  std::chrono::milliseconds left(rates::Timestamp now, std::chrono::milliseconds elapsed) const;

 private:
  std::chrono::milliseconds random_up_to(std::chrono::milliseconds longest);
  std::chrono::milliseconds spread(std::chrono::milliseconds pause) const;
  std::chrono::milliseconds pause_after_success(rates::Timestamp now,
                                                std::chrono::milliseconds elapsed) const;

  PollTimes times_;
  net::Backoff backoff_;
  std::minstd_rand random_;
  /// Before the first poll and after a failure: how long after it, whatever the windows say.
  std::optional<std::chrono::milliseconds> fixed_;
  int permille_ = 1000;                        // of every pause after a success
  std::chrono::milliseconds opening_delay_{};  // after the beginning of a window
};

/// What a Retry-After header asks for: seconds, or a date of which the time from `now` is left
/// (zero when it is past). None when it cannot be read.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view header,
                                                           rates::Timestamp now);

}  // namespace tickerd::feeds
