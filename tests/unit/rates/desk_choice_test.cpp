#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::line;
using sample::lines;
using sample::market;
using sample::peg;
using sample::quote;
using sample::rule;
using sample::simulated;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

TEST(Choice, AQuoteOfTheBankItselfWinsOverACrossWhateverTheOrder) {
  for (const bool crossing_first : {true, false}) {
    std::vector<FeedTraits> feeds{market("nbk"), market("nbkr")};
    if (!crossing_first) std::ranges::reverse(feeds);
    Desk desk(feeds, {rule("KGS/USD")});
    desk.ingest(
        {"nbk", {quote("USD/KZT", "475.09", "2026-04-02"), quote("KGS/KZT", "5.43", "2026-04-02")}},
        now);
    const auto outcome = desk.ingest({"nbkr", {quote("USD/KGS", "87.45", "2026-04-02")}}, now);
    EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.011435 no basis of 2026-04-02 nbkr live"});
  }
}

TEST(Choice, FollowsTheOrderOfFeeds) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
  const auto of_b = desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-02")}}, now);
  EXPECT_EQ(lines(of_b.rates), Lines{"KGS/USD 0.012500 no basis of 2026-04-02 b live"});
  const auto of_a = desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  EXPECT_EQ(lines(of_a.rates), Lines{"KGS/USD 0.010000 no basis of 2026-04-02 a live"});
  EXPECT_TRUE(desk.ingest({"b", {quote("USD/KGS", "81", "2026-04-02")}}, now).rates.empty());
}

TEST(Choice, APairsOwnFeedsOverrideOrderAndSet) {
  Desk desk({market("a"), market("b"), market("c")}, {rule("KGS/USD", {"c", "b"})});
  EXPECT_TRUE(desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now).rates.empty());
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-02")}}, now);
  const auto outcome = desk.ingest({"c", {quote("USD/KGS", "50", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.020000 no basis of 2026-04-02 c live"});
}

TEST(Choice, PassesOverAnOldQuoteForAFreshOne) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-03-29")}}, now);
  EXPECT_TRUE(desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-02")}}, now).rates.empty())
      << "three days and a bit after the end of 29 March it is not too old";
  const auto later = at("2026-04-03T00:00:00.001Z");
  EXPECT_EQ(lines(desk.review(at("2026-04-03T00:00:00Z")).rates), Lines{});
  EXPECT_EQ(lines(desk.review(later).rates),
            Lines{"KGS/USD 0.012500 no basis of 2026-04-02 b live"});
  EXPECT_EQ(lines(desk.review(later).rates), Lines{});
}

TEST(Choice, AFreshCrossWinsOverAnOldQuote) {
  Desk desk({market("nbkr"), market("nbk")}, {rule("KGS/USD")});
  desk.ingest({"nbkr", {quote("USD/KGS", "87.45", "2026-03-01")}}, now);
  const auto outcome = desk.ingest(
      {"nbk", {quote("USD/KZT", "500", "2026-04-02"), quote("KGS/KZT", "5", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.010000 no basis of 2026-04-02 nbk live"});
}

TEST(Choice, ShowsTheFirstAsStaleWhenAllAreOld) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-03-20")}}, now);
  const auto outcome = desk.ingest({"a", {quote("USD/KGS", "100", "2026-03-10")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.010000 no basis of 2026-03-10 a stale"});
}

TEST(Choice, AFailoverMakesNoFalseChange) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-01")}}, now);
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-06")}}, now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-07")}}, now);
  const auto outcome = desk.review(at("2026-04-07T01:00:00Z"));
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KGS/USD 0.012500 0% since 2026-04-06 of 2026-04-07 b live"})
      << "measured on b alone, though a said 25 % more";
  const auto back =
      desk.ingest({"a", {quote("USD/KGS", "101", "2026-04-07")}}, at("2026-04-07T02:00:00Z"));
  EXPECT_EQ(lines(back.rates),
            Lines{"KGS/USD 0.0099010 -0.99% since 2026-04-02 of 2026-04-07 a live"});
}

TEST(Status, OfPegsAndSimulationsNeverAges) {
  Desk desk({peg("peg"), simulated("replay")}, {rule("TMT/USD"), rule("KGS/USD")});
  desk.ingest({"peg", {quote("USD/TMT", "3.5", "2020-01-01")}}, now);
  desk.ingest({"replay", {quote("USD/KGS", "87.45", "2020-01-01")}}, now);
  EXPECT_TRUE(desk.review(now).rates.empty());
  EXPECT_EQ(line(desk.track(rule("TMT/USD"), now).value()),
            "TMT/USD 0.28571 no basis of 2020-01-01 peg pegged");
  EXPECT_EQ(line(desk.track(rule("KGS/USD"), now).value()),
            "KGS/USD 0.011435 no basis of 2020-01-01 replay demo");
}

TEST(Status, FollowsThePairsOwnAgeBound) {
  auto strict = rule("KGS/USD");
  strict.max_age = std::chrono::hours(1);
  Desk desk({market("a")}, {strict, rule("USD/KGS")});
  desk.ingest({"a", {quote("USD/KGS", "87.45", "2026-04-01")}}, at("2026-04-01T09:00:00Z"));
  EXPECT_TRUE(desk.review(at("2026-04-02T01:00:00Z")).rates.empty());
  EXPECT_EQ(lines(desk.review(at("2026-04-02T01:00:00.001Z")).rates),
            Lines{"KGS/USD 0.011435 no basis of 2026-04-01 a stale"});
}

TEST(Status, OfAnInstantAgesFromThen) {
  auto minute = rule("BTC/USD");
  minute.max_age = std::chrono::minutes(1);
  Desk desk({market("a")}, {minute});
  desk.ingest({"a", {quote("BTC/USD", "60000", "2026-04-01T10:00:00Z")}},
              at("2026-04-01T10:00:01Z"));
  EXPECT_TRUE(desk.review(at("2026-04-01T10:01:00Z")).rates.empty());
  EXPECT_EQ(desk.review(at("2026-04-01T10:01:01Z")).rates.at(0).status, Status::stale);
}

TEST(Invariants, AreChecked) {
  EXPECT_THROW(Desk({market("a"), market("a")}, {}), std::invalid_argument);
  EXPECT_THROW(Desk({market("a")}, {rule("KGS/USD"), rule("KGS/USD")}), std::invalid_argument);
  EXPECT_THROW(Desk({market("a")}, {rule("KGS/USD", {"b"})}), std::invalid_argument);
  Desk desk({market("a")}, {});
  EXPECT_THROW(desk.ingest({"b", {}}, now), std::invalid_argument);
}

}  // namespace
}  // namespace tickerd::rates
