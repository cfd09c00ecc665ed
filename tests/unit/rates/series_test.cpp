#include "rates/series.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::date;
using sample::number;
using sample::quote;
using Taken = Series::Taken;

TEST(Series, TakesANewDateAndARevisionAndNothingElse) {
  Series series;
  EXPECT_TRUE(series.empty());
  EXPECT_EQ(series.take(quote("USD/KZT", "478.77", "2026-04-01")), Taken::new_date);
  EXPECT_EQ(series.take(quote("USD/KZT", "475.09", "2026-04-02")), Taken::new_date);
  EXPECT_EQ(series.take(quote("USD/KZT", "475.090", "2026-04-02")), Taken::unchanged);
  EXPECT_EQ(series.take(quote("USD/KZT", "475.10", "2026-04-02")), Taken::revised);
  EXPECT_EQ(series.take(quote("USD/KZT", "400", "2026-04-01")), Taken::older);
  EXPECT_EQ(series.latest().value, number("475.10"));
  EXPECT_EQ(series.oldest().value, number("478.77"));
}

TEST(Series, KeepsTheFirstFetchTimeOfAnUnchangedValue) {
  Series series;
  const auto first = quote("USD/KZT", "478.77", "2026-04-01");
  auto again = first;
  again.fetched_at += std::chrono::hours(1);
  series.take(first);
  EXPECT_EQ(series.take(again), Taken::unchanged);
  EXPECT_EQ(series.latest(), first);
}

TEST(Series, OfTwoInstantsOfADateTheLaterCounts) {
  Series series;
  EXPECT_EQ(series.take(quote("BTC/USD", "1", "2026-04-01T10:00:00Z")), Taken::new_date);
  EXPECT_EQ(series.take(quote("BTC/USD", "2", "2026-04-01T09:00:00Z")), Taken::older);
  EXPECT_EQ(series.take(quote("BTC/USD", "1", "2026-04-01T11:00:00Z")), Taken::revised);
  EXPECT_EQ(series.take(quote("BTC/USD", "1", "2026-04-01T11:00:00Z")), Taken::unchanged);
  EXPECT_EQ(series.latest().as_of.text(), "2026-04-01T11:00:00.000Z");
  EXPECT_EQ(series.before(date("2026-04-02")), &series.latest());
  EXPECT_EQ(series.before(date("2026-04-01")), nullptr);
}

TEST(Series, FindsTheLastValueBeforeAndAtADate) {
  Series series;
  series.take(quote("USD/KZT", "1", "2026-04-01"));
  series.take(quote("USD/KZT", "3", "2026-04-03"));
  EXPECT_EQ(series.before(date("2026-04-01")), nullptr);
  EXPECT_EQ(series.at(date("2026-03-31")), nullptr);
  EXPECT_EQ(series.at(date("2026-04-01"))->value, number("1"));
  EXPECT_EQ(series.at(date("2026-04-02"))->value, number("1"));
  EXPECT_EQ(series.before(date("2026-04-03"))->value, number("1"));
  EXPECT_EQ(series.before(date("2027-01-01"))->value, number("3"));
}

TEST(Series, RemembersTheFirstStatementOfItsNewestDate) {
  Series series;
  EXPECT_EQ(series.open(), nullptr);
  series.take(quote("USD/KZT", "478.77", "2026-04-01"));
  series.take(quote("USD/KZT", "478.80", "2026-04-01"));
  ASSERT_NE(series.open(), nullptr);
  EXPECT_EQ(series.open()->value, number("478.77"));
  EXPECT_EQ(series.latest().value, number("478.80"));
  series.take(quote("USD/KZT", "475.09", "2026-04-02"));
  series.take(quote("USD/KZT", "400", "2026-04-01"));
  EXPECT_EQ(series.open()->value, number("475.09"));
}

TEST(Series, DoesNotKnowHowADateFromAStoreBegan) {
  Series series;
  series.take(quote("USD/KZT", "478.77", "2026-04-01"));
  series.forget_open();
  EXPECT_EQ(series.open(), nullptr);
  series.take(quote("USD/KZT", "478.80", "2026-04-01"));
  EXPECT_EQ(series.open(), nullptr) << "a revision is not how it began";
  series.take(quote("USD/KZT", "475.09", "2026-04-02"));
  EXPECT_EQ(series.open()->value, number("475.09"));
}

TEST(Series, DoesNotTakeTheFirstTickThatIsHeardForTheFirstOfItsDay) {
  Series series;
  series.take(quote("BTC/USD", "1", "2026-04-01T10:00:00Z"));
  EXPECT_EQ(series.open(), nullptr) << "the day began before";
  series.take(quote("BTC/USD", "2", "2026-04-01T11:00:00Z"));
  EXPECT_EQ(series.open(), nullptr);
  series.take(quote("BTC/USD", "3", "2026-04-02T00:00:01Z"));
  series.take(quote("BTC/USD", "4", "2026-04-02T00:00:02Z"));
  ASSERT_NE(series.open(), nullptr);
  EXPECT_EQ(series.open()->value, number("3"));
  series.forget_open();
  series.take(quote("BTC/USD", "5", "2026-04-04T12:00:00Z"));
  EXPECT_EQ(series.open(), nullptr) << "nobody listened when the day began";
}

TEST(Series, KeepsFortyDates) {
  Series series;
  const auto start = date("2026-01-01");
  for (int day = 0; day < 50; ++day) {
    series.take(
        quote("USD/KZT", std::to_string(day + 1), to_string(start + std::chrono::days(day))));
  }
  EXPECT_EQ(series.oldest().as_of.date(), start + std::chrono::days(10));
  EXPECT_EQ(series.latest().as_of.date(), start + std::chrono::days(49));
}

}  // namespace
}  // namespace tickerd::rates
