#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::date;
using sample::lines;
using sample::market;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-03T09:00:00Z");

std::vector<std::string> texts(const std::vector<Close>& closes) {
  std::vector<std::string> all;
  for (const auto& close : closes) {
    all.push_back(fmt::format("{} {} {} {}", close.feed, close.quote.pair.text(),
                              close.quote.value.exact(), close.quote.as_of.text()));
  }
  return all;
}

TEST(DeskPast, MakesTheChangeRightAsSoonAsItIsThere) {
  Desk desk({market("nbk")}, {rule("KZT/USD"), rule("KGS/USD")});
  EXPECT_EQ(lines(desk.ingest({"nbk", {quote("USD/KZT", "475.09", "2026-04-02")}}, now).rates),
            Lines{"KZT/USD 0.0021049 no basis of 2026-04-02 nbk live"});
  const auto outcome = desk.ingest_past({"nbk", {quote("USD/KZT", "478.77", "2026-04-01")}}, now);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KZT/USD 0.0021049 0.77% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(texts(outcome.closes), Lines{"nbk USD/KZT 478.77 2026-04-01"});
  EXPECT_TRUE(outcome.refusals.empty());
  EXPECT_TRUE(desk.review(now).rates.empty()) << "all was said";
  EXPECT_EQ(desk.dates_of("nbk"), (std::set{date("2026-04-01"), date("2026-04-02")}));
  EXPECT_EQ(desk.newest_date_of("nbk"), date("2026-04-02"));
}

TEST(DeskPast, KnowsTheNewestDateOfEachFeedAlone) {
  Desk desk({market("nbk"), market("cbu"), market("nbt")}, {rule("KZT/USD")});
  desk.ingest(
      {"nbk", {quote("USD/KZT", "475", "2026-04-02"), quote("USD/KGS", "87", "2026-04-01")}}, now);
  desk.ingest({"cbu", {quote("USD/UZS", "12000", "2026-03-31")}}, now);
  EXPECT_EQ(desk.newest_date_of("nbk"), date("2026-04-02"));
  EXPECT_EQ(desk.newest_date_of("cbu"), date("2026-03-31"));
  EXPECT_EQ(desk.newest_date_of("nbt"), std::nullopt);
  EXPECT_THROW(desk.newest_date_of("ecb"), std::invalid_argument);
}

TEST(DeskPast, OlderDaysAreKeptAndChangeNothing) {
  Desk desk({market("nbk")}, {rule("KZT/USD")});
  desk.ingest(
      {"nbk", {quote("USD/KZT", "478", "2026-04-01"), quote("USD/KZT", "475", "2026-04-02")}}, now);
  const auto outcome = desk.ingest_past(
      {"nbk", {quote("USD/KZT", "470", "2026-03-31"), quote("USD/KZT", "471", "2026-03-30")}}, now);
  EXPECT_TRUE(outcome.rates.empty());
  EXPECT_EQ(texts(outcome.closes),
            (Lines{"nbk USD/KZT 471 2026-03-30", "nbk USD/KZT 470 2026-03-31"}));
}

std::vector<std::string> texts(const std::vector<HistoryPoint>& points) {
  std::vector<std::string> all;
  for (const auto& point : points) {
    all.push_back(fmt::format("{} {} {} {} #{}", point.pair.text(), point.value.significant(5),
                              point.as_of.text(), point.source, point.seq));
  }
  return all;
}

TEST(DeskPast, TellsAHistoryWhatPairsWereWorth) {
  Desk desk({market("nbk"), market("cbu")}, {rule("KZT/USD"), rule("KZT/UZS")});
  desk.ingest({"cbu", {quote("USD/UZS", "12100", "2026-04-01")}}, now);
  desk.ingest({"cbu", {quote("USD/UZS", "12000", "2026-04-02")}}, now);
  desk.ingest({"nbk", {quote("USD/KZT", "475", "2026-04-02")}}, now);
  const auto outcome = desk.ingest_past({"nbk", {quote("USD/KZT", "484", "2026-04-01")}}, now);
  EXPECT_EQ(texts(outcome.past),
            (Lines{"KZT/USD 0.0020661 2026-04-01 nbk #0", "KZT/UZS 25.000 2026-04-01 nbk+cbu #0"}));
}

TEST(DeskPast, OfAnUpdateOfManyDaysIsToldToo) {
  Desk desk({market("ecb")}, {rule("USD/EUR")});
  const auto outcome =
      desk.ingest({"ecb",
                   {quote("USD/EUR", "0.9", "2026-03-31"), quote("USD/EUR", "0.8", "2026-04-01"),
                    quote("USD/EUR", "0.7", "2026-04-02")}},
                  now);
  EXPECT_EQ(texts(outcome.past),
            (Lines{"USD/EUR 0.90000 2026-03-31 ecb #0", "USD/EUR 0.80000 2026-04-01 ecb #0"}));
}

TEST(DeskPast, IsNoNews) {
  Desk desk({market("a"), market("b")}, {rule("KZT/USD"), rule("UZS/USD")});
  desk.ingest({"b", {quote("USD/UZS", "12000", "2026-04-02")}}, now);
  desk.ingest({"a", {quote("USD/KZT", "475", "2026-04-02")}}, now);
  const auto outcome = desk.ingest_past(
      {"a",
       {quote("USD/KZT", "1", "2026-04-03"), quote("USD/KZT", "2", "2026-04-02"),
        quote("USD/UZS", "3", "2026-04-01"), quote("USD/KZT", "1e-31", "2026-04-01")}},
      now);
  EXPECT_TRUE(outcome.rates.empty()) << "newer, held, of a pair without a value, of no use";
  EXPECT_TRUE(outcome.closes.empty());
  EXPECT_EQ(desk.track(rule("KZT/USD"), now)->source, "a");
  EXPECT_EQ(desk.track(rule("UZS/USD"), now)->source, "b") << "an old value takes no place";
}

TEST(DeskPast, OfADateStatedTwiceTheLastCounts) {
  Desk desk({market("a")}, {});
  desk.ingest({"a", {quote("BTC/USD", "9", "2026-04-03T01:00:00Z")}}, now);
  const auto outcome =
      desk.ingest_past({"a",
                        {quote("BTC/USD", "2", "2026-04-01T20:00:00Z"),
                         quote("BTC/USD", "1", "2026-04-01T10:00:00Z"),
                         quote("BTC/USD", "4", "2026-03-31"), quote("BTC/USD", "5", "2026-03-31")}},
                       now);
  EXPECT_EQ(texts(outcome.closes),
            (Lines{"a BTC/USD 5 2026-03-31", "a BTC/USD 2 2026-04-01T20:00:00.000Z"}));
}

TEST(DeskPast, EndsWhereTheTradingDayDoes) {
  auto stream = market("a");
  stream.day_end = std::make_shared<const DayEnd>(*DayEnd::parse("17:00 America/New_York"));
  Desk desk({stream}, {});
  desk.ingest({"a", {quote("BTC/USD", "9", "2026-04-03T22:00:00Z")}}, now);
  const auto outcome = desk.ingest_past({"a",
                                         {quote("BTC/USD", "1", "2026-04-02T20:30:00Z"),
                                          quote("BTC/USD", "2", "2026-04-02T21:30:00Z")}},
                                        now);
  EXPECT_EQ(texts(outcome.closes), (Lines{"a BTC/USD 1 2026-04-02T20:30:00.000Z",
                                          "a BTC/USD 2 2026-04-02T21:30:00.000Z"}));
  EXPECT_EQ(desk.dates_of("a"),
            (std::set{date("2026-04-02"), date("2026-04-03"), date("2026-04-04")}));
}

TEST(DeskPast, OfWhatIsHeldIsNotTold) {
  auto careful = rule("KZT/USD");
  careful.max_jump_percent = Decimal(10);
  Desk desk({market("a")}, {careful});
  desk.ingest({"a", {quote("USD/KZT", "475", "2026-04-01")}}, now);
  const auto outcome = desk.ingest(
      {"a", {quote("USD/KZT", "90", "2026-04-02"), quote("USD/KZT", "50", "2026-04-03")}}, now);
  ASSERT_EQ(desk.held(), 1U);
  EXPECT_TRUE(outcome.past.empty()) << "of 2 April nobody knows yet";
}

TEST(DeskPast, AJumpOfThePastIsNotHeld) {
  auto careful = rule("KZT/USD");
  careful.max_jump_percent = Decimal(10);
  Desk desk({market("a")}, {careful});
  desk.ingest({"a", {quote("USD/KZT", "475", "2026-04-02")}}, now);
  const auto outcome = desk.ingest_past({"a", {quote("USD/KZT", "100", "2026-04-01")}}, now);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KZT/USD 0.0021053 -78.95% since 2026-04-01 of 2026-04-02 a live"});
  EXPECT_EQ(desk.held(), 0U);
}

TEST(DeskPast, AQuarantinedDateStaysSo) {
  Desk desk({market("a")}, {rule("USD/KZT")});
  Rate kept{.pair = sample::pair("USD/KZT"),
            .value = sample::number("101"),
            .precision = {},
            .basis = std::nullopt,
            .as_of = AsOf(date("2026-04-03")),
            .fetched_at = now,
            .source = "a",
            .quarantined = {date("2026-04-02")}};
  const std::vector<SequencedRate> rates{{kept, 1}};
  const std::vector<Close> closes{{"a", quote("USD/KZT", "101", "2026-04-03")}};
  desk.restore(rates, closes);
  const auto held = desk.ingest_past({"a", {quote("USD/KZT", "200", "2026-04-02")}}, now);
  EXPECT_TRUE(held.rates.empty());
  EXPECT_TRUE(held.past.empty()) << "the pair was never worth that";
  const auto outcome = desk.ingest_past({"a", {quote("USD/KZT", "100", "2026-04-01")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"USD/KZT 101.00 1% since 2026-04-01 of 2026-04-03 a live"});
  EXPECT_EQ(outcome.rates.front().quarantined, std::vector{date("2026-04-02")});
}

/// The closes as a store keeps them: of each feed and pair the newest forty.
class Kept {
 public:
  void keep(const Outcome& outcome) {
    for (const auto& close : outcome.closes) {
      auto& series = series_[{close.feed, close.quote.pair.text()}];
      series.insert_or_assign(close.quote.as_of.date(), close.quote.value.exact());
      if (series.size() > Series::most_dates) series.erase(series.begin());
    }
  }
  friend bool operator==(const Kept&, const Kept&) = default;

 private:
  std::map<std::pair<std::string, std::string>, std::map<Date, std::string>> series_;
};

/// Two feeds' days, each with some of its pairs; the last day has all.
std::vector<FeedUpdate> days_of(std::mt19937_64& random, int count) {
  const std::map<std::string, std::vector<const char*>> quoted{
      {"a", {"USD/KZT", "KGS/KZT", "EUR/KZT"}}, {"b", {"USD/KGS", "UZS/KGS"}}};
  std::vector<FeedUpdate> updates;
  for (int back = count - 1; back >= 0; --back) {
    const auto day = to_string(date("2026-04-02") - std::chrono::days(back));
    for (const auto& [feed, pairs] : quoted) {
      FeedUpdate update{feed, {}};
      for (const char* pair : pairs) {
        const auto value = std::to_string(100 + random() % 30);
        if (back == 0 || random() % 4 != 0) update.quotes.push_back(quote(pair, value, day));
      }
      updates.push_back(std::move(update));
    }
  }
  return updates;
}

class PastInAnyOrder : public testing::TestWithParam<std::uint64_t> {};

TEST_P(PastInAnyOrder, ComesToTheSameAsDayByDay) {
  std::mt19937_64 random(GetParam());
  const auto updates = days_of(random, 10 + static_cast<int>(random() % 45));
  const std::vector<PairRule> rules{rule("USD/KZT"), rule("KZT/USD"), rule("KGS/USD"),
                                    rule("UZS/KZT"), rule("EUR/KGS")};
  Desk in_order({market("a"), market("b")}, rules);
  Desk shuffled({market("a"), market("b")}, rules);
  Kept wanted;
  Kept kept;
  for (const auto& update : updates) wanted.keep(in_order.ingest(update, now));
  auto past = updates;
  for (int newest = 0; newest < 2; ++newest) {
    kept.keep(shuffled.ingest(past.back(), now));
    past.pop_back();
  }
  std::ranges::shuffle(past, random);
  for (auto& update : past) {
    std::ranges::shuffle(update.quotes, random);
    kept.keep(shuffled.ingest_past(update, now));
    kept.keep(shuffled.ingest_past(update, now));
  }
  EXPECT_EQ(kept, wanted);
  EXPECT_EQ(shuffled.dates_of("a"), in_order.dates_of("a"));
  for (const auto& of : rules) {
    EXPECT_EQ(sample::line(shuffled.track(of, now).value()),
              sample::line(in_order.track(of, now).value()));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PastInAnyOrder, testing::Range<std::uint64_t>(1, 13));

TEST(CalendarPast, SaysOfWhichDatesThereIsAValue) {
  const auto calendar = Calendar::make({.time_zone = "Asia/Bishkek",
                                        .days = 0b0111110,
                                        .holidays = {std::chrono::May / 1},
                                        .ahead = std::chrono::days(1)})
                            .value();
  EXPECT_TRUE(calendar.has_value_of(date("2026-05-23"))) << "Friday's, of Saturday";
  EXPECT_FALSE(calendar.has_value_of(date("2026-05-24")));
  EXPECT_FALSE(calendar.has_value_of(date("2026-05-25")));
  EXPECT_TRUE(calendar.has_value_of(date("2026-05-26")));
  EXPECT_FALSE(calendar.has_value_of(date("2026-05-02"))) << "1 May is a holiday";
}

}  // namespace
}  // namespace tickerd::rates
