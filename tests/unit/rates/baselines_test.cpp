#include "rates/baselines.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::date;
using sample::quote;

/// Two feeds: `a` quotes USD/KZT, `b` USD/KGS. KGS/KZT is b's turned over and then a's.
struct Two {
  explicit Two(FeedTraits a = sample::market("a"), FeedTraits b = sample::market("b"))
      : feeds{std::move(a), std::move(b)} {}

  void a(const char* value, const char* as_of) { take(0, quote("USD/KZT", value, as_of)); }
  void b(const char* value, const char* as_of) { take(1, quote("USD/KGS", value, as_of)); }

  Path straight() {
    return {.first = {.series = book.open(0, sample::pair("USD/KZT")), .inverted = false},
            .second = std::nullopt};
  }
  Path crossed() {
    return {.first = {.series = book.open(1, sample::pair("USD/KGS")), .inverted = true},
            .second = Leg{.series = book.open(0, sample::pair("USD/KZT")), .inverted = false}};
  }
  /// "95 of 2026-05-18", or "none".
  std::string basis(BasisKind kind, const Path& path,
                    const std::vector<Date>& quarantined = {}) const {
    const Baselines baselines(book, feeds);
    const auto quotes = baselines.of_kind(kind, path, baselines.latest(path), quarantined);
    if (!quotes) return "none";
    return fmt::format("{} of {}", value_of(path, *quotes).significant(4),
                       baselines.as_of(path, *quotes).text());
  }

  std::vector<FeedTraits> feeds;
  Book book{2};

 private:
  void take(std::size_t feed, const Quote& said) {
    book.series(book.open(feed, said.pair)).take(said);
  }
};

using Said = std::vector<std::pair<const char*, const char*>>;  // value, value date

struct BasisCase {
  std::string name;
  BasisKind kind;
  Said said;
  std::string basis;
  std::vector<const char*> quarantined = {};
};

class BasisOfDates : public testing::TestWithParam<BasisCase> {};

TEST_P(BasisOfDates, IsTheValueOfItsDate) {
  Two two;
  for (const auto& [value, as_of] : GetParam().said) two.a(value, as_of);
  std::vector<Date> quarantined;
  for (const auto* const day : GetParam().quarantined) quarantined.push_back(date(day));
  EXPECT_EQ(two.basis(GetParam().kind, two.straight(), quarantined), GetParam().basis);
}

using enum BasisKind;
const Said week_of_march{{"100", "2024-02-23"},
                         {"101", "2024-02-28"},
                         {"102", "2024-02-29"},
                         {"103", "2024-03-01"},
                         {"104", "2024-03-02"}};
const Said still{
    {"90", "2026-04-01"}, {"95", "2026-04-02"}, {"95", "2026-04-03"}, {"95.0", "2026-04-04"}};

const BasisCase cases[] = {
    {"DayIsTheDayBefore", day, week_of_march, "103.0 of 2024-03-01"},
    {"DayThatIsMissingIsTheLastBefore",
     day,
     {{"9", "2026-04-03"}, {"8", "2026-04-06"}},
     "9.000 of 2026-04-03"},
    {"DayOfTheFirstDateIsNotKnown", day, {{"9", "2026-04-03"}}, "none"},
    {"DayBeforeMarchIsTheLeapDay",
     day,
     {{"9", "2024-02-28"}, {"8", "2024-02-29"}, {"7", "2024-03-01"}},
     "8.000 of 2024-02-29"},
    {"WeekIsSevenDays",
     week,
     {{"9", "2026-04-01"}, {"8", "2026-04-02"}, {"7", "2026-04-08"}},
     "9.000 of 2026-04-01"},
    {"WeekThatIsMissingIsTheLastBefore", week, week_of_march, "100.0 of 2024-02-23"},
    {"WeekOverTheYearsEnd",
     week,
     {{"9", "2025-12-27"}, {"8", "2025-12-28"}, {"7", "2026-01-03"}},
     "9.000 of 2025-12-27"},
    {"WeekThatIsNotOldEnoughIsNotKnown", week, {{"9", "2026-04-02"}, {"8", "2026-04-08"}}, "none"},
    {"MonthIsThirtyDays",
     month,
     {{"9", "2026-03-03"}, {"8", "2026-03-04"}, {"7", "2026-04-02"}},
     "9.000 of 2026-03-03"},
    {"MonthOverTheLeapDay",
     month,
     {{"9", "2024-02-29"}, {"8", "2024-03-01"}, {"7", "2024-03-30"}},
     "9.000 of 2024-02-29"},
    {"MonthThatIsNotOldEnoughIsNotKnown",
     month,
     {{"9", "2026-03-04"}, {"8", "2026-04-02"}},
     "none"},
    {"PreviousIsTheLastThatDiffers", previous, still, "90.00 of 2026-04-01"},
    {"PreviousOfAMoveIsTheDateBefore", previous, week_of_march, "103.0 of 2024-03-01"},
    {"PreviousOfWhatNeverMovedIsNotKnown",
     previous,
     {{"5", "2026-04-01"}, {"5", "2026-04-02"}},
     "none"},
    {"OpenIsTheFirstStatement",
     open,
     {{"9", "2026-04-01"}, {"8", "2026-04-02"}, {"7", "2026-04-02"}, {"6", "2026-04-02"}},
     "8.000 of 2026-04-02"},
    {"OpenOfAnUnrevisedDateIsItsValue", open, {{"9", "2026-04-01"}}, "9.000 of 2026-04-01"},
    {"PreviousCloseIsTheDateBefore", previous_close, still, "95.00 of 2026-04-03"},
    {"DayPassesQuarantinedDates",
     day,
     week_of_march,
     "101.0 of 2024-02-28",
     {"2024-03-01", "2024-02-29"}},
    {"WeekPassesQuarantinedDates",
     week,
     {{"9", "2026-03-30"}, {"8", "2026-04-01"}, {"7", "2026-04-08"}},
     "9.000 of 2026-03-30",
     {"2026-04-01"}},
    {"MonthPassesQuarantinedDates",
     month,
     {{"9", "2026-03-01"}, {"7", "2026-04-08"}},
     "none",
     {"2026-03-01"}},
    {"PreviousPassesQuarantinedDates",
     previous,
     {{"9", "2026-03-30"}, {"50", "2026-04-01"}, {"8", "2026-04-08"}},
     "9.000 of 2026-03-30",
     {"2026-04-01"}},
};
INSTANTIATE_TEST_SUITE_P(Table, BasisOfDates, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Baselines, OfACrossAreOfBothLegs) {
  Two two;
  two.a("400", "2026-04-01");
  two.b("80", "2026-04-01");
  two.a("500", "2026-04-02");
  two.b("100", "2026-04-03");
  two.a("520", "2026-04-04");
  two.b("104", "2026-04-04");
  two.b("130", "2026-04-04");
  const auto path = two.crossed();
  EXPECT_EQ(two.basis(day, path), "5.000 of 2026-04-02") << "100 of the 3rd, 500 of the 2nd";
  EXPECT_EQ(two.basis(open, path), "5.000 of 2026-04-04");
  EXPECT_EQ(two.basis(previous, path), "5.000 of 2026-04-02");
  EXPECT_EQ(two.basis(previous, path, {date("2026-04-03")}), "6.250 of 2026-04-01")
      << "on the 2nd USD/KGS was still at 80";
}

TEST(Baselines, PreviousLooksAtTheCrossAndNotAtItsLegs) {
  Two two;
  two.a("300", "2026-04-01"), two.b("75", "2026-04-01");
  two.a("400", "2026-04-02"), two.b("80", "2026-04-02");
  two.a("500", "2026-04-03"), two.b("100", "2026-04-03");
  EXPECT_EQ(two.basis(previous, two.crossed()), "4.000 of 2026-04-01");
}

TEST(Baselines, OpenIsNotKnownWhileALegIsAhead) {
  Two two;
  two.a("400", "2026-04-01"), two.b("80", "2026-04-01");
  two.b("100", "2026-04-02");
  EXPECT_EQ(two.basis(open, two.crossed()), "none");
  two.a("500", "2026-04-02");
  EXPECT_EQ(two.basis(open, two.crossed()), "5.000 of 2026-04-02");
}

TEST(Baselines, APegHoldsOnEveryDay) {
  Two two(sample::peg("a"));
  two.a("500", "2026-05-20");
  two.b("80", "2026-04-01");
  two.b("100", "2026-04-20");
  const auto path = two.crossed();
  EXPECT_EQ(two.basis(week, path), "6.250 of 2026-04-01");
  EXPECT_EQ(two.basis(open, path), "5.000 of 2026-04-20");
  EXPECT_EQ(two.basis(previous, path), "6.250 of 2026-04-01");
  EXPECT_EQ(two.basis(previous, two.straight()), "none");
}

TEST(Baselines, OfTicksAreKnownByTheirTradingDayOnly) {
  Two two({.name = "a", .ticks = true});
  two.a("100", "2026-03-01T10:00:00Z");
  two.a("101", "2026-04-01T10:00:00Z");
  two.a("102", "2026-04-02T09:00:00Z");
  two.a("103", "2026-04-02T10:00:00Z");
  two.b("20", "2026-04-02");
  EXPECT_EQ(two.basis(previous_close, two.straight()), "101.0 of 2026-04-01T10:00:00.000Z");
  EXPECT_EQ(two.basis(open, two.straight()), "102.0 of 2026-04-02T09:00:00.000Z");
  EXPECT_EQ(two.basis(open, two.crossed()), "5.100 of 2026-04-02T09:00:00.000Z");
  for (const auto kind : {day, week, month, previous}) {
    EXPECT_EQ(two.basis(kind, two.straight()), "none") << to_string(kind);
    EXPECT_EQ(two.basis(kind, two.crossed()), "none") << to_string(kind);
  }
}

}  // namespace
}  // namespace tickerd::rates
