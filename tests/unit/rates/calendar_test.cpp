#include "rates/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using namespace std::chrono_literals;
using sample::at;
using sample::date;

constexpr std::bitset<7> weekdays = 0b0111110;

Calendar ecb() {
  return Calendar::make({.time_zone = "Europe/Berlin",
                         .days = weekdays,
                         .target_holidays = true,

                         .due = 16h + 30min})
      .value();
}

Calendar nbkr() {
  return Calendar::make({.time_zone = "Asia/Bishkek",
                         .days = 0b1111110,
                         .holidays = {std::chrono::January / 7},
                         .due = 18h,
                         .ahead = std::chrono::days(1)})
      .value();
}

Calendar fx_week() {
  return Calendar::make(
             {.time_zone = "America/New_York",

              .week = Calendar::Week{{std::chrono::Sunday, 17h}, {std::chrono::Friday, 17h}}})
      .value();
}

struct ClosedCase {
  const char* name;
  Calendar (*calendar)();
  const char* now;
  bool closed;
};

class Closed : public testing::TestWithParam<ClosedCase> {};

TEST_P(Closed, IsOutsideThePublishingCalendar) {
  EXPECT_EQ(GetParam().calendar().is_closed(at(GetParam().now)), GetParam().closed);
}

const ClosedCase closed_cases[] = {
    {"AWorkingDay", ecb, "2026-03-25T12:00:00Z", false},
    {"Saturday", ecb, "2026-03-28T12:00:00Z", true},
    {"SaturdayBeginsAtLocalMidnight", ecb, "2026-03-27T22:59:00Z", false},
    {"SaturdayHasBegunThere", ecb, "2026-03-27T23:00:00Z", true},
    {"SundayOfTheClockChange", ecb, "2026-03-29T21:59:00Z", true},
    {"MondayAfterTheClockChange", ecb, "2026-03-29T22:00:00Z", false},
    {"GoodFriday", ecb, "2026-04-03T12:00:00Z", true},
    {"EasterMonday", ecb, "2026-04-06T12:00:00Z", true},
    {"FirstOfMay", ecb, "2026-05-01T12:00:00Z", true},
    {"SecondChristmasDay", ecb, "2025-12-26T12:00:00Z", true},
    {"SaturdayOfABankThatWorksThen", nbkr, "2026-05-23T06:00:00Z", false},
    {"AHolidayOfEveryYear", nbkr, "2026-01-07T06:00:00Z", true},
    {"TheWeekBeforeFridaysEnd", fx_week, "2026-03-27T20:59:00Z", false},
    {"FridaysEndInNewYork", fx_week, "2026-03-27T21:00:00Z", true},
    {"FridaysEndInWinter", fx_week, "2026-02-27T21:30:00Z", false},
    {"NewYorkIsOnSummerTimeBeforeEurope", fx_week, "2026-03-13T21:00:00Z", true},
    {"Sunday", fx_week, "2026-03-29T20:59:00Z", true},
    {"SundaysOpening", fx_week, "2026-03-29T21:00:00Z", false},
    {"Wednesday", fx_week, "2026-03-25T03:00:00Z", false},
};
INSTANTIATE_TEST_SUITE_P(Table, Closed, testing::ValuesIn(closed_cases),
                         [](const auto& row) { return row.param.name; });

struct DueCase {
  const char* name;
  Calendar (*calendar)();
  const char* now;
  const char* due;
};

class Due : public testing::TestWithParam<DueCase> {};

TEST_P(Due, IsTheLastDayWhoseTimeHasPassed) {
  const auto due = GetParam().calendar().due_by(at(GetParam().now));
  ASSERT_TRUE(due);
  EXPECT_EQ(*due, date(GetParam().due));
}

const DueCase due_cases[] = {
    {"BeforeTheTimeYesterdays", ecb, "2026-03-25T15:29:00Z", "2026-03-24"},
    {"AtTheTimeTodays", ecb, "2026-03-25T15:30:00Z", "2026-03-25"},
    {"InSummerAnHourEarlierInUtc", ecb, "2026-04-01T14:30:00Z", "2026-04-01"},
    {"OnSundayFridays", ecb, "2026-03-29T12:00:00Z", "2026-03-27"},
    {"OnMondayMorningFridays", ecb, "2026-03-30T08:00:00Z", "2026-03-27"},
    {"OverEasterThursdays", ecb, "2026-04-06T20:00:00Z", "2026-04-02"},
    {"TomorrowsDateInTheEvening", nbkr, "2026-05-23T12:00:00Z", "2026-05-24"},
    {"OnSundaySaturdaysStatement", nbkr, "2026-05-24T14:00:00Z", "2026-05-24"},
    {"LeapDay", ecb, "2024-02-29T16:00:00Z", "2024-02-29"},
};
INSTANTIATE_TEST_SUITE_P(Table, Due, testing::ValuesIn(due_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Calendar, OfAMarketsWeekOwesNoDate) {
  EXPECT_FALSE(fx_week().due_by(at("2026-03-25T12:00:00Z")));
}

TEST(Calendar, NamesAnUnknownTimeZone) {
  const auto made = Calendar::make({.time_zone = "Asia/Bishkeck"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().detail, "time zone \"Asia/Bishkeck\": this system does not know it");
}

TEST(TargetHolidays, FollowEaster) {
  for (const char* day : {"2024-03-29", "2024-04-01", "2025-04-18", "2025-04-21", "2026-04-03",
                          "2027-03-26", "2038-04-26", "2026-01-01"}) {
    EXPECT_TRUE(is_target_holiday(date(day))) << day;
  }
  for (const char* day : {"2026-04-02", "2026-04-05", "2026-04-07", "2026-12-24"}) {
    EXPECT_FALSE(is_target_holiday(date(day))) << day;
  }
}

struct DayCase {
  const char* name;
  const char* end;
  const char* instant;
  const char* day;
};

class TradingDay : public testing::TestWithParam<DayCase> {};

TEST_P(TradingDay, EndsAtItsTime) {
  const auto end = DayEnd::parse(GetParam().end);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->day_of(at(GetParam().instant)), date(GetParam().day));
}

const DayCase day_cases[] = {
    {"BeforeTheEnd", "17:00 America/New_York", "2026-06-10T20:59:59.999Z", "2026-06-10"},
    {"AtTheEnd", "17:00 America/New_York", "2026-06-10T21:00:00Z", "2026-06-11"},
    {"InWinter", "17:00 America/New_York", "2026-01-10T21:30:00Z", "2026-01-10"},
    {"TheDayOfTheClockChange", "17:00 America/New_York", "2026-03-08T20:30:00Z", "2026-03-08"},
    {"AfterTheClockChange", "17:00 America/New_York", "2026-03-08T21:00:00Z", "2026-03-09"},
    {"TheAutumnChange", "17:00 America/New_York", "2026-11-01T21:30:00Z", "2026-11-01"},
    {"MidnightAtTheEnd", "24:00 Etc/UTC", "2026-06-10T23:59:00Z", "2026-06-10"},
    {"MidnightAtTheBeginning", "00:00 Etc/UTC", "2026-06-10T00:00:00Z", "2026-06-10"},
    {"YearEnd", "17:00 America/New_York", "2026-12-31T22:00:00Z", "2027-01-01"},
    {"LeapDay", "17:00 America/New_York", "2028-02-28T22:00:00Z", "2028-02-29"},
};
INSTANTIATE_TEST_SUITE_P(Table, TradingDay, testing::ValuesIn(day_cases),
                         [](const auto& row) { return row.param.name; });

TEST(TradingDay, IsTheSameByTimeAndZone) {
  const auto end = [](const char* text) { return DayEnd::parse(text).value(); };
  EXPECT_EQ(end("17:00 America/New_York"), end("17:00 America/New_York"));
  EXPECT_NE(end("17:00 America/New_York"), end("17:01 America/New_York"));
  EXPECT_NE(end("17:00 America/New_York"), end("17:00 Asia/Almaty"));
}

TEST(TradingDay, IsReadFromATimeAndAZone) {
  for (const char* text : {"", "17:00", "America/New_York", "25:00 Etc/UTC", "17:00 Nowhere/City",
                           "1700 Etc/UTC", "17:60 Etc/UTC", "24:01 Etc/UTC", "+7:00 Etc/UTC"}) {
    EXPECT_FALSE(DayEnd::parse(text)) << text;
  }
}

}  // namespace
}  // namespace tickerd::rates
