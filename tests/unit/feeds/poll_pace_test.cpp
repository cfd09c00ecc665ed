#include "feeds/poll_pace.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Timestamp;
using std::chrono::milliseconds;

Timestamp at(std::string_view text) { return *rates::parse_timestamp(text); }

const Timestamp noon = at("2026-11-24T12:00:00Z");

PollTimes always(milliseconds every) {
  return {.every = every, .every_outside = {}, .windows = {{}, "", nullptr}, .spacing = {}};
}

/// Asked every 15 minutes from 14:00 to 16:00 on Tuesdays in UTC, otherwise every six hours.
PollTimes afternoons() {
  const Window window{.days = 0b0000100, .from = 14h, .until = 16h};
  return {.every = 15min, .every_outside = 6h, .windows = {{window}, "", nullptr}, .spacing = {}};
}

TEST(PollPace, SpreadsPollsByATenth) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    PollPace pace(always(15min), seed);
    EXPECT_LE(pace.left(noon, 0ms), 1s);
    pace.succeeded();
    const auto pause = pace.left(noon, 0ms);
    EXPECT_GE(pause, 13min + 30s);
    EXPECT_LE(pause, 16min + 30s);
    EXPECT_EQ(pace.left(noon, 5min), pause - 5min);
    EXPECT_EQ(pace.left(noon, 1h), 0ms);
    EXPECT_LE(PollPace(always(250ms), seed).left(noon, 0ms), 25ms);
  }
}

TEST(PollPace, BacksOffToThreeTimesOrAnHour) {
  for (std::uint64_t seed = 1; seed < 50; ++seed) {
    PollPace pace(always(15min), seed);
    pace.failed({});
    EXPECT_GE(pace.left(noon, 0ms), 30s);
    EXPECT_LE(pace.left(noon, 0ms), 1min);
    for (int i = 0; i < 20; ++i) pace.failed({});
    EXPECT_GE(pace.left(noon, 0ms), 22min);
    EXPECT_LE(pace.left(noon, 0ms), 45min);
    pace.succeeded();
    EXPECT_LE(pace.left(noon, 0ms), 17min);
    pace.failed({});
    EXPECT_LE(pace.left(noon, 0ms), 1min);

    PollPace quick(always(500ms), seed);
    for (int i = 0; i < 20; ++i) quick.failed({});
    EXPECT_LE(quick.left(noon, 0ms), 1500ms);
    PollPace slow(always(6h), seed);
    for (int i = 0; i < 20; ++i) slow.failed({});
    EXPECT_LE(slow.left(noon, 0ms), 1h);
  }
}

TEST(PollPace, WaitsAsLongAsItIsAskedUpToAnHour) {
  PollPace pace(always(250ms), 1);
  pace.failed(90s);
  EXPECT_EQ(pace.left(noon, 0ms), 90s);
  pace.failed(1000h);
  EXPECT_EQ(pace.left(noon, 0ms), 1h);
}

TEST(PollPace, AsksAtOnceOutsideOfAWindowToo) {
  EXPECT_LE(PollPace(afternoons(), 1).left(at("2026-11-25T03:00:00Z"), 0ms), 1s);
}

struct PauseCase {
  const char* name;
  const char* now;
  milliseconds elapsed;  ///< since the last poll
  milliseconds least;
  milliseconds most;
};

void PrintTo(const PauseCase& row, std::ostream* out) { *out << row.name; }

class PauseAfterSuccess : public testing::TestWithParam<PauseCase> {};

TEST_P(PauseAfterSuccess, GoesByTheWindow) {
  const auto& row = GetParam();
  for (std::uint64_t seed = 1; seed < 50; ++seed) {
    PollPace pace(afternoons(), seed);
    pace.succeeded();
    const auto left = pace.left(at(row.now), row.elapsed);
    EXPECT_GE(left, row.least) << seed;
    EXPECT_LE(left, row.most) << seed;
  }
}

// 24 November 2026 is a Tuesday.
const PauseCase pause_cases[] = {
    {"InsideTheWindow", "2026-11-24T14:30:00Z", 0ms, 13min + 30s, 16min + 30s},
    {"InsideAndDue", "2026-11-24T14:30:00Z", 17min, 0ms, 0ms},
    {"LongBefore", "2026-11-24T01:00:00Z", 0ms, 5h + 24min, 6h + 36min},
    {"NotBeyondTheOpening", "2026-11-24T12:00:00Z", 0ms, 2h, 2h + 90s},
    {"NotBeyondTheOpeningWhenAsked20MinutesAgo", "2026-11-24T12:00:00Z", 20min, 2h, 2h + 90s},
    {"JustBeforeTheOpening", "2026-11-24T13:55:00Z", 0ms, 13min + 30s, 16min + 30s},
    {"JustOpened", "2026-11-24T14:00:00Z", 2h, 0ms, 90s},
    {"AfterTheClosing", "2026-11-24T16:00:00Z", 17min, 5h + 7min, 6h + 19min},
    {"OnAnotherDay", "2026-11-25T14:30:00Z", 17min, 5h + 7min, 6h + 19min},
    // The wall clock was set: distances are measured by the steady one.
    {"SetOnByADay", "2026-11-25T13:30:00Z", 10min, 5h + 14min, 6h + 26min},
    {"SetOnIntoTheWindow", "2026-11-24T15:00:00Z", 1min, 12min + 30s, 15min + 30s},
    {"SetBackToBeforeTheWindow", "2026-11-24T13:00:00Z", 10min, 1h, 1h + 90s},
    {"SetBackBy56Years", "1970-01-06T14:30:00Z", 10min, 3min + 30s, 6min + 30s},
};
INSTANTIATE_TEST_SUITE_P(Table, PauseAfterSuccess, testing::ValuesIn(pause_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PollPace, IsNoQuickerThanTheBudgetAllows) {
  auto times = always(15min);
  times.spacing = 43min;
  PollPace pace(times, 1);
  EXPECT_LE(pace.left(noon, 0ms), 1s);
  pace.succeeded();
  EXPECT_EQ(pace.left(noon, 0ms), 43min);
  for (int failure = 0; failure < 3; ++failure) {
    pace.failed({});
    EXPECT_LE(pace.left(noon, 0ms), 8min) << "one lost request must not cost a day of a budget";
  }
  pace.failed({});
  EXPECT_EQ(pace.left(noon, 0ms), 43min);
  auto rare = always(24h);
  rare.spacing = 43min;
  PollPace slow(rare, 1);
  slow.succeeded();
  EXPECT_GE(slow.left(noon, 0ms), 21h);
}

/// Polls that a day and a half of sleeps of at most a minute makes, the wall clock being set on or
/// back at random all the time.
TEST(PollPace, ASetClockMakesNoBurstAndNoStop) {
  PollPace pace(afternoons(), 7);
  std::minstd_rand random(7);
  auto wall = noon;
  milliseconds since_poll{0};
  int polls = 0;
  for (milliseconds steady{0}; steady < 36h;) {
    const auto left = pace.left(wall, since_poll);
    if (left == 0ms) {
      if (++polls > 1) {
        EXPECT_GE(since_poll, 13min + 30s);
      }
      since_poll = 0ms;
      pace.succeeded();
      continue;
    }
    const auto slept = std::min<milliseconds>(left, 1min);
    steady += slept;
    since_poll += slept;
    wall += slept;
    EXPECT_LE(since_poll, 6h + 37min);
    if (random() % 20 == 0) wall += std::chrono::hours(static_cast<int>(random() % 101) - 50);
  }
  EXPECT_GE(polls, 5);
  EXPECT_LE(polls, 36 * 60 / 13);
}

TEST(RetryAfter, IsSecondsOrADate) {
  const auto now = at("2026-11-06T08:49:30Z");
  EXPECT_EQ(parse_retry_after("120", now), 120s);
  EXPECT_EQ(parse_retry_after("99999999999999", now), 1h);
  EXPECT_EQ(parse_retry_after("Fri, 06 Nov 2026 08:49:37 GMT", now), 7s);
  EXPECT_EQ(parse_retry_after("Fri, 06 Nov 1998 08:49:37 GMT", now), 0s);
  EXPECT_EQ(parse_retry_after("soon", now), std::nullopt);
  EXPECT_EQ(parse_retry_after("", now), std::nullopt);
}

}  // namespace
}  // namespace tickerd::feeds
