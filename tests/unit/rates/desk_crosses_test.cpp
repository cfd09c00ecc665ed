#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::lines;
using sample::market;
using sample::number;
using sample::peg;
using sample::quote;
using sample::rule;
using sample::simulated;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

TEST(Cross, IsTheQuotientOfItsUnroundedLegs) {
  Desk desk({market("nbk")}, {rule("KGS/USD"), rule("USD/KGS")});
  const auto outcome = desk.ingest(
      {"nbk", {quote("USD/KZT", "475.09", "2026-04-02"), quote("KGS/KZT", "5.43", "2026-04-02")}},
      now);
  ASSERT_EQ(outcome.rates.size(), 2);
  EXPECT_EQ(outcome.rates[0].value, number("5.43") / number("475.09"));
  EXPECT_EQ(outcome.rates[0].value.significant(12), "0.0114294133743");
  EXPECT_EQ(outcome.rates[1].value.significant(12), "87.4935543278");
}

struct DirectionCase {
  const char* first;
  const char* first_value;
  const char* second;
  const char* second_value;
};

TEST(Cross, GoesThroughLegsInEveryDirection) {
  for (const auto& [first, first_value, second, second_value] : {
           DirectionCase{"KGS/KZT", "5", "KZT/USD", "0.002"},
           DirectionCase{"KGS/KZT", "5", "USD/KZT", "500"},
           DirectionCase{"KZT/KGS", "0.2", "KZT/USD", "0.002"},
           DirectionCase{"KZT/KGS", "0.2", "USD/KZT", "500"},
       }) {
    Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
    desk.ingest({"b", {quote(second, second_value, "2026-04-02")}}, now);
    const auto outcome = desk.ingest({"a", {quote(first, first_value, "2026-04-02")}}, now);
    EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.010000 no basis of 2026-04-02 a+b live"})
        << first << " " << second;
    EXPECT_EQ(outcome.rates.at(0).value, number("0.01"));
  }
}

TEST(Cross, TakesTheOlderLegsDates) {
  Desk desk({market("nbk"), market("nbkr")}, {rule("KZT/KGS")});
  desk.ingest({"nbk", {quote("USD/KZT", "475", "2026-04-02")}}, now);
  const auto outcome = desk.ingest({"nbkr", {quote("USD/KGS", "87.45", "2026-04-01")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KZT/KGS 0.18411 no basis of 2026-04-01 nbk+nbkr live"});
  EXPECT_EQ(outcome.rates.at(0).fetched_at, at("2026-04-01T06:00:00Z"));
}

TEST(Cross, MeasuresItsChangeOnLegsOfUnequalDates) {
  Desk desk({market("a"), market("b")}, {rule("KZT/KGS")});
  desk.ingest({"a", {quote("USD/KZT", "400", "2026-03-30")}}, now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-03-27")}}, now);
  EXPECT_EQ(lines(desk.ingest({"a", {quote("USD/KZT", "500", "2026-04-02")}}, now).rates),
            Lines{"KZT/KGS 0.16000 no basis of 2026-03-27 a+b stale"})
      << "no leg has a value before the older leg's date";
  EXPECT_EQ(lines(desk.ingest({"b", {quote("USD/KGS", "90", "2026-04-01")}}, now).rates),
            Lines{"KZT/KGS 0.18000 -10% since 2026-03-27 of 2026-04-01 a+b live"})
      << "on 30 March, the last day before with a value, it was 80 (of 27 March) / 400";
}

TEST(Cross, TakesTheWorseLegsStatus) {
  const auto tmt = quote("USD/TMT", "3.5", "2026-04-02");
  const auto kzt = quote("USD/KZT", "475", "2026-04-02");
  const auto status_of = [&](const FeedTraits& a, const FeedTraits& b) {
    Desk desk({a, b}, {rule("KZT/TMT")});
    desk.ingest({a.name, {kzt}}, now);
    return desk.ingest({b.name, {tmt}}, now).rates.at(0).status;
  };
  EXPECT_EQ(status_of(market("a"), market("b")), Status::live);
  EXPECT_EQ(status_of(market("a"), peg("b")), Status::pegged);
  EXPECT_EQ(status_of(market("a"), simulated("b")), Status::demo);
  EXPECT_EQ(status_of(simulated("a"), peg("b")), Status::pegged);
}

TEST(Cross, APegHoldsOnEveryDay) {
  Desk desk({market("nbk"), peg("tmt-peg")}, {rule("TMT/KZT")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-03-01")}}, now);
  desk.ingest({"nbk", {quote("USD/KZT", "478.77", "2026-04-01")}}, now);
  const auto outcome = desk.ingest({"nbk", {quote("USD/KZT", "475.09", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"TMT/KZT 135.74 -0.77% since 2026-04-01 of 2026-04-02 tmt-peg+nbk pegged"});

  Desk late({market("nbk"), peg("tmt-peg")}, {rule("TMT/KZT")});
  late.ingest({"nbk", {quote("USD/KZT", "478.77", "2026-04-01")}}, now);
  late.ingest({"nbk", {quote("USD/KZT", "475.09", "2026-04-02")}}, now);
  EXPECT_EQ(lines(late.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-02")}}, now).rates),
            lines(outcome.rates))
      << "a peg that was configured today held yesterday too";
}

TEST(Cross, OfAPairThatASubscriberAsksFor) {
  Desk desk({market("nbk")}, {rule("KZT/USD")});
  EXPECT_FALSE(desk.track(rule("KZT/KGS"), now)) << "no quote yet";
  EXPECT_FALSE(desk.tracks(sample::pair("KZT/KGS")));
  desk.ingest(
      {"nbk", {quote("USD/KZT", "475.09", "2026-04-02"), quote("KGS/KZT", "5.43", "2026-04-02")}},
      now);
  const auto rate = desk.track(rule("KZT/KGS"), now);
  ASSERT_TRUE(rate);
  EXPECT_EQ(sample::line(*rate), "KZT/KGS 0.18416 no basis of 2026-04-02 nbk live");
  EXPECT_TRUE(desk.tracks(sample::pair("KZT/KGS")));
  const auto next = desk.ingest({"nbk", {quote("KGS/KZT", "5.5", "2026-04-03")}}, now);
  EXPECT_EQ(lines(next.rates),
            Lines{"KZT/KGS 0.18182 -1.27% since 2026-04-02 of 2026-04-03 nbk live"});
}

TEST(Cross, AnUnknownPairIsNotKept) {
  Desk desk({market("nbk")}, {});
  desk.ingest({"nbk", {quote("USD/KZT", "475.09", "2026-04-02")}}, now);
  EXPECT_FALSE(desk.track(rule("KZT/JPY"), now));
  EXPECT_FALSE(desk.tracks(sample::pair("KZT/JPY")));
}

}  // namespace
}  // namespace tickerd::rates
