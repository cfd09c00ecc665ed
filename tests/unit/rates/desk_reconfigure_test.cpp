#include <stdexcept>

#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::lines;
using sample::market;
using sample::number;
using sample::pair;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;
using Pairs = std::vector<CurrencyPair>;

const Timestamp now = at("2026-04-02T09:00:00Z");

DeskSetup setup(std::vector<FeedTraits> feeds, std::vector<PairRule> pairs) {
  return {.feeds = std::move(feeds), .pairs = std::move(pairs)};
}

PairRule guarded(std::string_view of) {
  auto rule = sample::rule(of);
  rule.max_jump_percent = number("10");
  return rule;
}

TEST(Reconfigure, SaysNothingWhereNothingChanged) {
  Desk desk({market("nbkr")}, {rule("KGS/USD")});
  desk.ingest({"nbkr", {quote("USD/KGS", "80", "2026-04-01")}}, now);
  desk.ingest({"nbkr", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  const auto changed = desk.reconfigure(setup({market("nbkr")}, {rule("KGS/USD")}), now);
  EXPECT_EQ(lines(changed.outcome.rates), Lines{});
  EXPECT_EQ(changed.gone, Pairs{});
}

TEST(Reconfigure, KeepsWhatAChangeIsCountedFrom) {
  Desk desk({market("nbkr")}, {rule("KGS/USD")});
  desk.ingest({"nbkr", {quote("USD/KGS", "80", "2026-04-01")}}, now);
  desk.reconfigure(setup({market("other"), market("nbkr")}, {rule("TJS/USD"), rule("KGS/USD")}),
                   now);
  const auto outcome = desk.ingest({"nbkr", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"KGS/USD 0.010000 -20% since 2026-04-01 of 2026-04-02 nbkr live"});
}

TEST(Reconfigure, GivesANewPairWhatFeedsHaveSaidAlready) {
  Desk desk({market("nbkr")}, {rule("KGS/USD")});
  desk.ingest(
      {"nbkr", {quote("USD/KGS", "80", "2026-04-02"), quote("EUR/KGS", "100", "2026-04-02")}}, now);
  const auto changed =
      desk.reconfigure(setup({market("nbkr")}, {rule("EUR/KGS"), rule("EUR/USD")}), now);
  EXPECT_EQ(lines(changed.outcome.rates),
            (Lines{"EUR/KGS 100.00 no basis of 2026-04-02 nbkr live",
                   "EUR/USD 1.2500 no basis of 2026-04-02 nbkr live"}));
  EXPECT_EQ(changed.gone, Pairs{pair("KGS/USD")});
  EXPECT_EQ(desk.published(pair("KGS/USD")), nullptr);
}

TEST(Reconfigure, FollowsAnotherOrderAtOnce) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-02")}}, now);
  const auto changed = desk.reconfigure(setup({market("b"), market("a")}, {rule("KGS/USD")}), now);
  EXPECT_EQ(lines(changed.outcome.rates), Lines{"KGS/USD 0.012500 no basis of 2026-04-02 b live"});
}

TEST(Reconfigure, LetsGoOfAFeedThatIsGone) {
  Desk desk({market("a"), market("b")}, {rule("KGS/USD"), rule("TJS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02"), quote("USD/TJS", "9", "2026-04-02")}},
              now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-02")}}, now);
  const auto changed = desk.reconfigure(
      {.feeds = {market("b")}, .pairs = {rule("KGS/USD")}, .asked = {rule("TJS/USD")}}, now);
  EXPECT_EQ(lines(changed.outcome.rates), Lines{"KGS/USD 0.012500 no basis of 2026-04-02 b live"});
  EXPECT_EQ(changed.gone, Pairs{pair("TJS/USD")}) << "nothing gives what was asked for";
}

TEST(Reconfigure, KeepsAPairThatIsAskedForWhileQuotesGiveIt) {
  Desk desk({market("a")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02"), quote("USD/TJS", "8", "2026-04-02")}},
              now);
  const auto changed = desk.reconfigure(
      {.feeds = {market("a")}, .pairs = {rule("TJS/USD")}, .asked = {rule("KGS/USD")}}, now);
  EXPECT_EQ(changed.gone, Pairs{});
  EXPECT_EQ(desk.pairs(), (Pairs{pair("TJS/USD"), pair("KGS/USD")}));
}

TEST(Reconfigure, KeepsAPairThatIsAskedForUntilAFeedThatBeginsHasSpoken) {
  Desk desk({market("a")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  const auto changed = desk.reconfigure(
      {.feeds = {market("renamed")}, .pairs = {}, .asked = {rule("KGS/USD")}, .begun = {"renamed"}},
      now);
  EXPECT_EQ(changed.gone, Pairs{});
  EXPECT_EQ(desk.pairs(), Pairs{pair("KGS/USD")});
  const auto outcome = desk.ingest({"renamed", {quote("USD/KGS", "80", "2026-04-02")}}, now);
  EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.012500 no basis of 2026-04-02 renamed live"});
}

TEST(Reconfigure, ExplainsWhatAFeedGaveThatCameBackAndHasSaidNothing) {
  Desk desk({market("a")}, {rule("KGS/USD")});
  desk.ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
  desk.reconfigure(setup({market("b")}, {rule("KGS/USD")}), now);
  desk.reconfigure(setup({market("a")}, {rule("KGS/USD")}), now);
  const auto explanation = desk.explain(pair("KGS/USD"));
  ASSERT_TRUE(explanation);
  EXPECT_EQ(explanation->rate.source, "a");
}

TEST(Reconfigure, APegThatIsStatedNoMoreJudgesNoMore) {
  Desk desk({sample::peg("pegs"), market("bank")}, {rule("TMT/USD"), rule("AED/USD")});
  desk.ingest(
      {"pegs", {quote("USD/TMT", "3.5", "2026-04-01"), quote("USD/AED", "3.67", "2026-04-01")}},
      now);
  desk.ingest({"bank", {quote("USD/TMT", "3.02", "2026-04-01")}}, now);
  ASSERT_EQ(desk.contradictions().size(), 1U);
  desk.ingest({"pegs", {quote("USD/AED", "3.67", "2026-04-02")}}, now);
  EXPECT_EQ(desk.contradictions().size(), 0U);
}

TEST(Reconfigure, LeavesWhatIsHeldInDoubt) {
  Desk left({market("a")}, {guarded("KGS/USD")});
  Desk reloaded({market("a")}, {guarded("KGS/USD")});
  for (Desk* desk : {&left, &reloaded}) {
    desk->ingest({"a", {quote("USD/KGS", "80", "2026-04-01")}}, now);
    desk->ingest({"a", {quote("USD/KGS", "100", "2026-04-02")}}, now);
    ASSERT_EQ(desk->published(pair("KGS/USD"))->status, Status::held);
  }
  const auto changed = reloaded.reconfigure(setup({market("a")}, {guarded("KGS/USD")}), now);
  EXPECT_EQ(lines(changed.outcome.rates), Lines{});
  EXPECT_EQ(reloaded.published(pair("KGS/USD"))->status, Status::held);
  const FeedUpdate again{"a", {quote("USD/KGS", "100", "2026-04-03")}};
  const auto accepted = lines(reloaded.ingest(again, now).rates);
  EXPECT_EQ(accepted, lines(left.ingest(again, now).rates));
  EXPECT_EQ(accepted.size(), 1U);
}

TEST(Reconfigure, RefusesWhatTheConstructorDoes) {
  Desk desk({market("a")}, {rule("KGS/USD")});
  EXPECT_THROW(desk.reconfigure(setup({market("a"), market("a")}, {rule("KGS/USD")}), now),
               std::invalid_argument);
  EXPECT_THROW(desk.reconfigure(setup({market("a")}, {rule("KGS/USD"), rule("KGS/USD")}), now),
               std::invalid_argument);
}

}  // namespace
}  // namespace tickerd::rates
