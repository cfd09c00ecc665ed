#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::lines;
using sample::market;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

class News : public testing::Test {
 protected:
  Outcome say(std::string_view value, std::string_view date) {
    return desk.ingest({"nbk", {quote("USD/KZT", value, date)}}, now);
  }
  Desk desk{{market("nbk")}, {rule("KZT/USD")}};
};

TEST_F(News, TheSameAgainIsNone) {
  say("478.77", "2026-04-01");
  auto again = quote("USD/KZT", "478.770", "2026-04-01");
  again.fetched_at = now;
  const auto outcome = desk.ingest({"nbk", {again}}, now);
  EXPECT_TRUE(outcome.rates.empty());
  EXPECT_TRUE(outcome.closes.empty());
  EXPECT_TRUE(outcome.refusals.empty());
}

TEST_F(News, AnOlderDateReplacesNothing) {
  say("475.09", "2026-04-02");
  const auto outcome = say("478.77", "2026-04-01");
  EXPECT_TRUE(outcome.rates.empty());
  EXPECT_TRUE(outcome.closes.empty());
  ASSERT_EQ(outcome.refusals.size(), 1);
  EXPECT_EQ(outcome.refusals[0].quote, quote("USD/KZT", "478.77", "2026-04-01"));
  EXPECT_EQ(outcome.refusals[0].reason,
            "expected a value of 2026-04-02 or later, got one of 2026-04-01");
}

TEST_F(News, ARevisionIsMeasuredAgainstTheSameEarlierDay) {
  say("400", "2026-04-01");
  say("500", "2026-04-02");
  const auto outcome = say("320", "2026-04-02");
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KZT/USD 0.0031250 25% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(outcome.closes, std::vector{(Close{"nbk", quote("USD/KZT", "320", "2026-04-02")})});
}

TEST_F(News, TheSameValueOnANewDateIs) {
  say("400", "2026-04-01");
  EXPECT_EQ(lines(say("400", "2026-04-02").rates),
            Lines{"KZT/USD 0.0025000 0% since 2026-04-01 of 2026-04-02 nbk live"});
}

TEST_F(News, ADateMayBeTomorrow) {
  say("400", "2026-04-02");
  EXPECT_EQ(lines(say("500", "2026-04-03").rates),
            Lines{"KZT/USD 0.0020000 -20% since 2026-04-02 of 2026-04-03 nbk live"});
}

TEST(NewsOfMany, TheChangeOfAnInverseIsItsOwn) {
  Desk desk({market("nbk")}, {rule("KZT/USD"), rule("USD/KZT")});
  desk.ingest({"nbk", {quote("USD/KZT", "400", "2026-04-01")}}, now);
  EXPECT_EQ(lines(desk.ingest({"nbk", {quote("USD/KZT", "500", "2026-04-02")}}, now).rates),
            (Lines{"KZT/USD 0.0020000 -20% since 2026-04-01 of 2026-04-02 nbk live",
                   "USD/KZT 500.00 25% since 2026-04-01 of 2026-04-02 nbk live"}));
}

TEST_F(News, OfOneDateStatedTwiceTheLastCounts) {
  const auto outcome = desk.ingest(
      {"nbk", {quote("USD/KZT", "400", "2026-04-02"), quote("USD/KZT", "500", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KZT/USD 0.0020000 no basis of 2026-04-02 nbk live"});
  EXPECT_EQ(outcome.closes.size(), 1);
  EXPECT_TRUE(outcome.refusals.empty());
}

TEST_F(News, OfSeveralDatesTheNewestIsTheValueAndTheOthersAreCloses) {
  const FeedUpdate table{
      "nbk",
      {quote("USD/KZT", "500", "2026-04-02"), quote("USD/KZT", "400", "2026-04-01"),
       quote("USD/KZT", "300", "2026-03-31")}};
  const auto outcome = desk.ingest(table, now);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KZT/USD 0.0020000 -20% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(outcome.closes.size(), 3);
  const auto again = desk.ingest(table, now);
  EXPECT_TRUE(again.rates.empty());
  EXPECT_TRUE(again.closes.empty());
  EXPECT_TRUE(again.refusals.empty()) << "the past of a table is no step back";
}

TEST_F(News, AnImplausibleValueIsRefusedAndTheRestTaken) {
  const auto outcome =
      desk.ingest({"nbk",
                   {quote("USD/KZT", "0", "2026-04-02"), quote("EUR/KZT", "-1", "2026-04-02"),
                    quote("RUB/KZT", "1e31", "2026-04-02"), quote("USD/KZT", "400", "2026-04-02"),
                    quote("USD/KZT", "1e-31", "2026-04-02")}},
                  now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KZT/USD 0.0025000 no basis of 2026-04-02 nbk live"});
  ASSERT_EQ(outcome.refusals.size(), 4);
  EXPECT_EQ(outcome.refusals[0].reason, "expected a value from 1e-30 to 1e30, got 0");
  EXPECT_EQ(outcome.closes.size(), 1);
}

TEST_F(News, ClosesOfQuotesThatNoPairUsesAreKeptToo) {
  const auto outcome = desk.ingest({"nbk", {quote("USD/JPY", "150", "2026-04-02")}}, now);
  EXPECT_TRUE(outcome.rates.empty());
  EXPECT_EQ(outcome.closes.size(), 1);
}

TEST(NewsOfMany, ABatchHoldsThePairsOfOnePollInTheirOrder) {
  Desk desk({market("nbk")}, {rule("UZS/USD"), rule("KZT/USD"), rule("KGS/USD")});
  const auto outcome = desk.ingest(
      {"nbk",
       {quote("USD/KZT", "475.09", "2026-04-02"), quote("KGS/KZT", "5.43", "2026-04-02"),
        quote("UZS/KZT", "0.0391", "2026-04-02")}},
      now);
  EXPECT_EQ(lines(outcome.rates), (Lines{"UZS/USD 0.000082300 no basis of 2026-04-02 nbk live",
                                         "KZT/USD 0.0021049 no basis of 2026-04-02 nbk live",
                                         "KGS/USD 0.011429 no basis of 2026-04-02 nbk live"}));
}

}  // namespace
}  // namespace tickerd::rates
