#include "rates/history.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

AsOf tick(std::string_view instant, std::string_view day) {
  return AsOf(parse_timestamp(instant).value()).counted_to(parse_date(day).value());
}

HistoryPoint point(const AsOf& as_of, std::string_view value, std::string source = "a") {
  return {.pair = CurrencyPair::parse("KGS/USD").value(),
          .as_of = as_of,
          .value = Decimal::parse(value).value(),
          .source = std::move(source),
          .published_at = {},
          .seq = 1};
}

TEST(Interval, HasAWordEach) {
  for (const auto interval : {Interval::raw, Interval::minute, Interval::hour, Interval::day}) {
    EXPECT_EQ(parse_interval(to_string(interval)), interval);
  }
  const auto unknown = parse_interval("1w");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().detail, R"(expected "raw", "1m", "1h" or "1d", got "1w")");
}

TEST(BarStart, OfADayIsTheValueDate) {
  // After 17:00 in New York a tick is of the next day already.
  const auto late = tick("2026-05-18T22:15:42.250Z", "2026-05-19");
  EXPECT_EQ(to_string(bar_start(Interval::day, late)), "2026-05-19T00:00:00.000Z");
  EXPECT_EQ(to_string(bar_start(Interval::hour, late)), "2026-05-18T22:00:00.000Z");
  EXPECT_EQ(to_string(bar_start(Interval::minute, late)), "2026-05-18T22:15:00.000Z");
}

TEST(BarStart, OfAValueDateIsItsFirstMoment) {
  const AsOf leap_day(parse_date("2028-02-29").value());
  for (const auto interval : bar_intervals) {
    EXPECT_EQ(to_string(bar_start(interval, leap_day)), "2028-02-29T00:00:00.000Z");
  }
}

TEST(BarStart, IsFloorBeforeNineteenSeventy) {
  const AsOf old(parse_timestamp("1969-12-31T23:59:59.999Z").value());
  EXPECT_EQ(to_string(bar_start(Interval::hour, old)), "1969-12-31T23:00:00.000Z");
}

TEST(Bar, TakesPointsInAnyOrder) {
  const auto at = [](int second) {
    return AsOf(parse_timestamp("2026-05-18T10:00:00Z").value() + std::chrono::seconds(second));
  };
  auto bar = Bar::of(Interval::minute, point(at(20), "5", "b"));
  bar.add(point(at(40), "7", "c"));
  bar.add(point(at(5), "6", "a"));
  bar.add(point(at(30), "1", "d"));
  EXPECT_EQ(bar.open.exact(), "6");
  EXPECT_EQ(bar.high.exact(), "7");
  EXPECT_EQ(bar.low.exact(), "1");
  EXPECT_EQ(bar.close.exact(), "7");
  EXPECT_EQ(bar.source, "c");
  EXPECT_EQ(bar.points, 4U);
}

TEST(Bar, OfARevisedDateClosesWithTheRevision) {
  const AsOf date(parse_date("2026-05-18").value());
  auto bar = Bar::of(Interval::day, point(date, "5"));
  bar.add(point(date, "4"));
  EXPECT_EQ(bar.open.exact(), "5");
  EXPECT_EQ(bar.close.exact(), "4");
}

}  // namespace
}  // namespace tickerd::rates
