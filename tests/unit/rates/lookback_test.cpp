#include "rates/lookback.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "rates/history.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using namespace std::chrono_literals;
using sample::at;

const CurrencyPair bitcoin = sample::pair("BTC/USD");
const Timestamp noon = at("2026-05-20T12:00:00Z");

PastValue past(std::string_view instant, std::string_view value, std::string source = "kraken") {
  return {.value = sample::number(value), .as_of = AsOf(at(instant)), .source = std::move(source)};
}

/// As many values, a second from one to the next, from a day before noon on.
PastWindow dense(std::size_t count) {
  PastWindow window{.from = noon - 24h, .until = noon - 24h, .values = {}, .is_full = true};
  for (std::size_t i = 0; i < count; ++i) {
    window.values.push_back({.value = Decimal(1), .as_of = AsOf(window.until), .source = "kraken"});
    window.until += 1s;
  }
  return window;
}

TEST(Lookback, GivesTheLastValueAtOrBeforeTheMoment) {
  Lookback lookback;
  EXPECT_FALSE(lookback.covers(BasisKind::day, AsOf(noon)));
  EXPECT_EQ(lookback.at(BasisKind::day, AsOf(noon)), nullptr);
  lookback.keep(BasisKind::day,
                {.from = noon - 24h,
                 .until = noon - 24h + 60s,
                 .values = {past("2026-05-19T11:00:00Z", "1"), past("2026-05-19T12:00:10Z", "2"),
                            past("2026-05-19T12:00:10Z", "3")}});
  EXPECT_EQ(lookback.at(BasisKind::day, AsOf(noon))->value, Decimal(1));
  EXPECT_EQ(lookback.at(BasisKind::day, AsOf(noon + 9'999ms))->value, Decimal(1));
  EXPECT_EQ(lookback.at(BasisKind::day, AsOf(noon + 10s))->value, Decimal(3)) << "the later of two";
  EXPECT_FALSE(lookback.covers(BasisKind::day, AsOf(noon + 60s)));
  EXPECT_FALSE(lookback.covers(BasisKind::day, AsOf(noon - 1ms)));
  EXPECT_FALSE(lookback.covers(BasisKind::week, AsOf(noon)));
}

TEST(Lookback, WantsTheNextWindowWhenHalfOfThisOneIsLeft) {
  Lookback lookback;
  const auto first = lookback.wanted(bitcoin, BasisKind::week, AsOf(noon), noon);
  ASSERT_TRUE(first);
  EXPECT_EQ(to_string(first->from), "2026-05-13T12:00:00.000Z");
  EXPECT_EQ(to_string(first->until), "2026-05-13T12:01:00.000Z");
  lookback.keep(BasisKind::week, {.from = first->from, .until = first->until, .values = {}});
  EXPECT_TRUE(lookback.covers(BasisKind::week, AsOf(noon))) << "that there is none is known";
  EXPECT_FALSE(lookback.wanted(bitcoin, BasisKind::week, AsOf(noon + 30s), noon + 30s));
  EXPECT_TRUE(lookback.wanted(bitcoin, BasisKind::week, AsOf(noon + 31s), noon + 31s));
}

TEST(Lookback, WhileAStreamIsSilentTheWindowReachesToNow) {
  Lookback lookback;
  const auto wanted = lookback.wanted(bitcoin, BasisKind::day, AsOf(noon), noon + 1h);
  ASSERT_TRUE(wanted);
  EXPECT_EQ(to_string(wanted->from), "2026-05-19T12:00:00.000Z");
  EXPECT_EQ(to_string(wanted->until), "2026-05-19T13:01:00.000Z");
}

TEST(Lookback, ADenseWindowIsReadAnewWhenHalfOfItsValuesAreLeft) {
  Lookback lookback;
  lookback.keep(BasisKind::day, dense(PastWindow::most_values));
  const auto wanted = [&](std::chrono::seconds later) {
    return lookback.wanted(bitcoin, BasisKind::day, AsOf(noon + later), noon + 1h).has_value();
  };
  EXPECT_FALSE(wanted(249s));
  EXPECT_TRUE(wanted(251s));
  EXPECT_TRUE(wanted(501s)) << "beyond its end";
}

TEST(LookbackOfADesk, AValueOfAnotherSourceIsNoBasis) {
  auto stream = sample::market("kraken");
  stream.ticks = true;
  Desk desk({stream}, {sample::rule("BTC/USD")});
  desk.ingest({"kraken", {sample::quote("BTC/USD", "110", to_string(noon))}}, noon);
  EXPECT_TRUE(desk.misses_windows());
  const auto queries = desk.wanted_windows(noon);
  ASSERT_EQ(queries.size(), 3U);
  std::vector<std::pair<PastWindowQuery, PastWindow>> answers;
  for (const auto& query : queries) {
    auto value = past("2026-04-01T00:00:00Z", "100");
    if (query.kind == BasisKind::week) value.source = "coinbase";
    answers.emplace_back(query,
                         PastWindow{.from = query.from, .until = query.until, .values = {value}});
  }
  const auto outcome = desk.look_back(std::move(answers), noon);
  ASSERT_EQ(outcome.rates.size(), 1U);
  EXPECT_EQ(sample::bases_line(outcome.rates[0]),
            "24h 100.000000000 of 2026-04-01T00:00:00.000Z, "
            "30d 100.000000000 of 2026-04-01T00:00:00.000Z");
  EXPECT_FALSE(desk.misses_windows());
  EXPECT_TRUE(desk.wanted_windows(noon).empty());
}

TEST(LookbackOfADesk, ARestartKnowsTheTradingDayOfAStreamBehindAPeg) {
  auto stream = sample::market("kraken");
  stream.ticks = true;
  stream.day_end = std::make_shared<const DayEnd>(*DayEnd::parse("17:00 America/New_York"));
  const std::vector feeds{sample::peg("dirham"), stream};
  const std::vector rules{sample::rule("AED/BTC")};
  std::vector<Close> closes;
  const auto say = [&](Desk& desk, std::string feed, const Quote& quote) {
    const auto outcome = desk.ingest({std::move(feed), {quote}}, quote.as_of.valid_until());
    closes.insert(closes.end(), outcome.closes.begin(), outcome.closes.end());
  };
  const auto tick = [&](Desk& desk, std::string_view value, std::string_view instant) {
    say(desk, "kraken", sample::quote("BTC/USD", value, instant));
  };
  Desk before(feeds, rules);
  say(before, "dirham", sample::quote("USD/AED", "4", "2026-05-19"));
  tick(before, "100", "2026-05-19T20:00:00Z");
  tick(before, "125", "2026-05-19T21:30:00Z");  // the day has ended in New York
  tick(before, "200", "2026-05-19T22:30:00Z");
  auto rate = *before.published(sample::pair("AED/BTC"));
  ASSERT_EQ(rate.source, "dirham+kraken");
  rate.as_of = AsOf::parse(rate.as_of.text()).value();
  Desk after(feeds, rules);
  after.restore(std::vector{SequencedRate{rate, 1}}, closes);
  tick(after, "250", "2026-05-19T23:00:00Z");
  const auto* const open = shown_basis(*after.published(sample::pair("AED/BTC")), BasisKind::open);
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(open->value.significant(3), "0.00200");
}

TEST(LookbackOfADesk, BanksWantNoWindows) {
  Desk desk({sample::market("nbk")}, {sample::rule("USD/KZT")});
  desk.ingest({"nbk", {sample::quote("USD/KZT", "480", "2026-05-20")}}, noon);
  EXPECT_TRUE(desk.wanted_windows(noon).empty());
  EXPECT_FALSE(desk.misses_windows());
}

}  // namespace
}  // namespace tickerd::rates
