#include "feeds/poll_windows.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;

Window window(std::chrono::minutes from, std::chrono::minutes until,
              std::bitset<7> days = 0b1111111) {
  return {.days = days, .from = from, .until = until};
}

constexpr std::bitset<7> weekdays = 0b0111110;
constexpr std::bitset<7> sundays = 0b0000001;

struct OpeningCase {
  const char* name;
  const char* zone;
  std::vector<Window> windows;
  const char* now;
  const char* opening;  ///< "none"
};

void PrintTo(const OpeningCase& row, std::ostream* out) { *out << row.name; }

class Opening : public testing::TestWithParam<OpeningCase> {};

TEST_P(Opening, IsByTheWallClockOfTheZone) {
  const auto& row = GetParam();
  const PollWindows windows(row.windows, row.zone, nullptr);
  const auto opening = windows.opening(*rates::parse_timestamp(row.now));
  EXPECT_EQ(opening ? rates::to_string(*opening) : "none", row.opening);
}

const std::vector<Window> afternoon = {window(14h, 16h, weekdays)};
const std::vector<Window> early = {window(2h + 30min, 5h)};
const std::vector<Window> both = {window(9h, 10h), window(16h, 17h)};
const OpeningCase opening_cases[] = {
    {"Inside", "Asia/Bishkek", afternoon, "2026-11-24T08:30:00Z", "2026-11-24T08:00:00.000Z"},
    {"AtItsBeginning", "Asia/Bishkek", afternoon, "2026-11-24T08:00:00Z",
     "2026-11-24T08:00:00.000Z"},
    {"BeforeIt", "Asia/Bishkek", afternoon, "2026-11-24T07:59:59Z", "2026-11-24T08:00:00.000Z"},
    {"AtItsEnd", "Asia/Bishkek", afternoon, "2026-11-24T10:00:00Z", "2026-11-25T08:00:00.000Z"},
    {"OverTheWeekend", "Asia/Bishkek", afternoon, "2026-11-27T12:00:00Z",
     "2026-11-30T08:00:00.000Z"},
    // Bishkek has had no other time since 2005: nothing moves where Berlin and New York do.
    {"BishkekInMarch", "Asia/Bishkek", early, "2026-03-28T22:00:00Z", "2026-03-28T20:30:00.000Z"},
    {"BishkekInJuly", "Asia/Bishkek", afternoon, "2026-07-01T07:00:00Z",
     "2026-07-01T08:00:00.000Z"},
    {"BerlinInWinter", "Europe/Berlin", afternoon, "2026-03-27T12:00:00Z",
     "2026-03-27T13:00:00.000Z"},
    {"BerlinInSummer", "Europe/Berlin", afternoon, "2026-03-30T11:00:00Z",
     "2026-03-30T12:00:00.000Z"},
    // 02:30 is left out on 29 March: the window begins when clocks go from 02:00 to 03:00.
    {"BerlinBeginsInTheHourLeftOut", "Europe/Berlin", early, "2026-03-29T00:30:00Z",
     "2026-03-29T01:00:00.000Z"},
    // 02:30 comes twice on 25 October: from the first one on, until 05:00.
    {"BerlinBeginsInTheHourThatComesTwice", "Europe/Berlin", early, "2026-10-25T00:10:00Z",
     "2026-10-25T00:30:00.000Z"},
    {"BerlinInTheSecondOfTheTwo", "Europe/Berlin", early, "2026-10-25T01:10:00Z",
     "2026-10-25T00:30:00.000Z"},
    {"BerlinLongerByAnHour", "Europe/Berlin", early, "2026-10-25T03:59:00Z",
     "2026-10-25T00:30:00.000Z"},
    {"BerlinClosedAfterIt", "Europe/Berlin", early, "2026-10-25T04:00:00Z",
     "2026-10-26T01:30:00.000Z"},
    {"NewYorkStaysBehindBerlinForTwoWeeks", "America/New_York", afternoon, "2026-03-10T17:00:00Z",
     "2026-03-10T18:00:00.000Z"},
    {"NewYorkBefore", "America/New_York", afternoon, "2026-03-06T18:00:00Z",
     "2026-03-06T19:00:00.000Z"},
    {"NewYorkInNovember", "America/New_York", early, "2026-11-01T05:00:00Z",
     "2026-11-01T07:30:00.000Z"},
    {"TwoADayInTheFirst", "", both, "2026-11-24T09:30:00Z", "2026-11-24T09:00:00.000Z"},
    {"TwoADayBetween", "", both, "2026-11-24T12:00:00Z", "2026-11-24T16:00:00.000Z"},
    {"LeapDay", "", {window(1h, 2h)}, "2028-02-28T03:00:00Z", "2028-02-29T01:00:00.000Z"},
    {"OverTheYear",
     "",
     {window(1h, 2h, sundays)},
     "2026-12-28T00:00:00Z",
     "2027-01-03T01:00:00.000Z"},
};
INSTANTIATE_TEST_SUITE_P(Table, Opening, testing::ValuesIn(opening_cases),
                         [](const auto& row) { return std::string(row.param.name); });

std::shared_ptr<const rates::Calendar> calendar(std::bitset<7> days) {
  rates::Calendar::Rules rules;
  rules.time_zone = "Europe/Berlin";
  rules.days = days;
  rules.target_holidays = true;
  return std::make_shared<const rates::Calendar>(*rates::Calendar::make(std::move(rules)));
}

TEST(PollWindows, LeavesOutTheDaysOnWhichNothingIsPublished) {
  const PollWindows windows({window(15h, 17h)}, "Europe/Berlin", calendar(weekdays));
  const auto opening = [&](std::string_view now) {
    return rates::to_string(*windows.opening(*rates::parse_timestamp(now)));
  };
  // Good Friday, Easter and its Monday: from Thursday's window on to Tuesday's.
  EXPECT_EQ(opening("2026-04-02T14:00:00Z"), "2026-04-02T13:00:00.000Z");
  EXPECT_EQ(opening("2026-04-03T14:00:00Z"), "2026-04-07T13:00:00.000Z");
  EXPECT_EQ(opening("2026-04-05T14:00:00Z"), "2026-04-07T13:00:00.000Z");
}

TEST(PollWindows, HasWholeDaysWhenThereIsOnlyACalendar) {
  const PollWindows windows({}, "Europe/Berlin", calendar(weekdays));
  EXPECT_FALSE(windows.always_open());
  EXPECT_EQ(rates::to_string(*windows.opening(*rates::parse_timestamp("2026-11-28T12:00:00Z"))),
            "2026-11-29T23:00:00.000Z");
  EXPECT_EQ(rates::to_string(*windows.opening(*rates::parse_timestamp("2026-11-30T12:00:00Z"))),
            "2026-11-29T23:00:00.000Z");
}

TEST(PollWindows, SeesNoOpeningThatNeverComes) {
  const PollWindows windows({window(1h, 2h)}, "", calendar(0));
  EXPECT_EQ(windows.opening(*rates::parse_timestamp("2026-11-28T12:00:00Z")), std::nullopt);
}

TEST(PollWindows, AreAlwaysOpenWithoutWindowsAndCalendar) {
  EXPECT_TRUE(PollWindows({}, "", nullptr).always_open());
  EXPECT_EQ(PollWindows({}, "", nullptr).opening(rates::Timestamp{}), std::nullopt);
}

}  // namespace
}  // namespace tickerd::feeds
