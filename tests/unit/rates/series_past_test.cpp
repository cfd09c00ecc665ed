#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "rates/series.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::date;
using sample::number;
using sample::quote;

TEST(SeriesPast, TakesWhatIsOlderThanTheNewestAndNotHeld) {
  Series series;
  EXPECT_FALSE(series.take_past(quote("USD/KZT", "1", "2026-04-01"))) << "nothing is newest";
  EXPECT_TRUE(series.empty());
  series.take(quote("USD/KZT", "4", "2026-04-04"));
  EXPECT_FALSE(series.take_past(quote("USD/KZT", "5", "2026-04-05")));
  EXPECT_FALSE(series.take_past(quote("USD/KZT", "40", "2026-04-04")));
  EXPECT_TRUE(series.take_past(quote("USD/KZT", "1", "2026-04-01")));
  EXPECT_TRUE(series.take_past(quote("USD/KZT", "3", "2026-04-03")));
  EXPECT_FALSE(series.take_past(quote("USD/KZT", "30", "2026-04-03"))) << "it is held";
  EXPECT_EQ(series.latest().value, number("4"));
  EXPECT_EQ(series.before(date("2026-04-04"))->value, number("3"));
  EXPECT_EQ(series.before(date("2026-04-03"))->value, number("1"));
  EXPECT_EQ(series.oldest().value, number("1"));
}

TEST(SeriesPast, OfAHeldDateTheInstantDoesNotMatter) {
  Series series;
  series.take(quote("BTC/USD", "1", "2026-04-01T10:00:00Z"));
  series.take(quote("BTC/USD", "2", "2026-04-02T10:00:00Z"));
  EXPECT_FALSE(series.take_past(quote("BTC/USD", "3", "2026-04-01T23:00:00Z")));
}

/// Days of the past in any order, many of them more than once, against a list of all of them.
class SeriesInAnyOrder : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SeriesInAnyOrder, HoldsTheNewestFortyWithTheFirstValueSaid) {
  std::mt19937_64 random(GetParam());
  const auto newest = date("2028-03-20");  // behind a leap day
  Series series;
  series.take(quote("USD/KZT", "1", to_string(newest)));
  std::map<Date, Decimal> all{{newest, number("1")}};
  for (int round = 0; round < 200; ++round) {
    const auto day = newest - std::chrono::days(random() % 70);
    const auto said = quote("USD/KZT", std::to_string(2 + random() % 90), to_string(day));
    const bool is_among_the_newest = all.size() < Series::most_dates || day > all.begin()->first;
    const bool expected = is_among_the_newest && all.emplace(day, said.value).second;
    EXPECT_EQ(series.take_past(said), expected) << to_string(day);
    if (all.size() > Series::most_dates) all.erase(all.begin());
  }
  ASSERT_EQ(series.by_date().size(), all.size());
  EXPECT_TRUE(std::ranges::equal(series.by_date(), all, [](const Quote& held, const auto& wanted) {
    return held.as_of.date() == wanted.first && held.value == wanted.second;
  }));
}

INSTANTIATE_TEST_SUITE_P(Seeds, SeriesInAnyOrder, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace tickerd::rates
