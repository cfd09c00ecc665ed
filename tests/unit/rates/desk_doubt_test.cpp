#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::currency;
using sample::date;
using sample::lines;
using sample::market;
using sample::number;
using sample::pair;
using sample::peg;
using sample::quote;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

PairRule guarded(std::string_view of, std::vector<std::string> feeds = {}) {
  return {.pair = pair(of), .precision = {}, .feeds = std::move(feeds)};
}

FeedTraits stream(std::string name) { return {.name = std::move(name), .ticks = true}; }

Lines say(Desk& desk, const char* feed, std::string_view value, std::string_view as_of,
          std::string_view of = "USD/KZT") {
  return lines(desk.ingest({feed, {quote(of, value, as_of)}}, now).rates);
}

/// One bank alone, with 400 as its value of the first of April.
class Alone : public testing::Test {
 protected:
  Alone() { say("400", "2026-03-31"), say("400", "2026-04-01"); }
  Lines say(std::string_view value, std::string_view as_of) {
    return rates::say(desk_, "nbk", value, as_of);
  }
  Desk desk_{{market("nbk")}, {guarded("USD/KZT")}};
};

TEST_F(Alone, AMoveWithinTheBoundIsTaken) {
  EXPECT_EQ(say("440", "2026-04-02"),
            Lines{"USD/KZT 440.00 10% since 2026-04-01 of 2026-04-02 nbk live"});
}

TEST_F(Alone, AJumpIsHeldAndTheLastGoodValueShown) {
  EXPECT_EQ(say("464", "2026-04-02"),
            Lines{"USD/KZT 400.00 0% since 2026-03-31 of 2026-04-01 nbk held"});
  EXPECT_EQ(desk_.held(), 1);
  const auto why = desk_.explain(pair("USD/KZT"));
  ASSERT_TRUE(why && why->held);
  EXPECT_EQ(why->held->value, number("464"));
  EXPECT_EQ(why->held->reason, "moved 16.00 % from 400.000, the bound is 10 %");
  EXPECT_EQ(why->held->since, now);
}

TEST_F(Alone, TheNextDaysNormalValueIsTakenAndMeasuredAgainstTheLastGoodDay) {
  say("464", "2026-04-02");
  EXPECT_EQ(say("404", "2026-04-03"),
            Lines{"USD/KZT 404.00 1% since 2026-04-01 of 2026-04-03 nbk live"});
  EXPECT_EQ(desk_.held(), 0);
  EXPECT_EQ(say("404", "2026-04-04"),
            Lines{"USD/KZT 404.00 0% since 2026-04-03 of 2026-04-04 nbk live"});
}

TEST_F(Alone, ACorrectionOnTheSameDateIsTaken) {
  say("464", "2026-04-02");
  EXPECT_EQ(say("404", "2026-04-02"),
            Lines{"USD/KZT 404.00 1% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(say("404", "2026-04-03"),
            Lines{"USD/KZT 404.00 0% since 2026-04-02 of 2026-04-03 nbk live"});
}

TEST_F(Alone, ARealMoveIsTakenWhenItIsRepeatedAtANewDate) {
  say("320", "2026-04-02");
  EXPECT_EQ(say("324", "2026-04-02"), Lines{}) << "the same date is no confirmation";
  EXPECT_EQ(say("322", "2026-04-03"),
            Lines{"USD/KZT 322.00 -0.62% since 2026-04-02 of 2026-04-03 nbk live"});
}

TEST_F(Alone, AnotherWildValueBeginsAnotherDoubt) {
  say("464", "2026-04-02");
  EXPECT_EQ(say("200", "2026-04-03"),
            Lines{"USD/KZT 400.00 0% since 2026-03-31 of 2026-04-01 nbk held"})
      << "another day that must not be forgotten";
  EXPECT_EQ(say("201", "2026-04-04"),
            Lines{"USD/KZT 201.00 0.5% since 2026-04-03 of 2026-04-04 nbk live"});
}

TEST_F(Alone, ADecimalShiftIsHeld) {
  EXPECT_EQ(say("40000", "2026-04-02"),
            Lines{"USD/KZT 400.00 0% since 2026-03-31 of 2026-04-01 nbk held"});
  EXPECT_EQ(say("4", "2026-04-02"), Lines{});
}

TEST_F(Alone, AnOperatorLetsItOut) {
  EXPECT_FALSE(desk_.release(pair("USD/KZT"), now));
  say("464", "2026-04-02");
  const auto released = desk_.release(pair("USD/KZT"), now);
  ASSERT_TRUE(released);
  EXPECT_EQ(lines(released->rates),
            Lines{"USD/KZT 464.00 16% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(desk_.held(), 0);
  EXPECT_TRUE(desk_.review(now).rates.empty()) << "it stays out";
}

TEST_F(Alone, ReleaseNamesWhatIsNotThere) {
  EXPECT_EQ(desk_.release(pair("USD/KZT"), now).error().detail, "USD/KZT: nothing of it is held");
  EXPECT_EQ(desk_.release(pair("USD/CHF"), now).error().detail, "USD/CHF: it is not published");
}

TEST_F(Alone, ThePairsOwnBoundCounts) {
  auto wide = guarded("USD/KZT");
  wide.max_jump_percent = Decimal(20);
  Desk desk({market("nbk")}, {wide, guarded("KZT/USD")});
  rates::say(desk, "nbk", "400", "2026-04-01");
  EXPECT_EQ(rates::say(desk, "nbk", "464", "2026-04-02"),
            (Lines{"USD/KZT 464.00 16% since 2026-04-01 of 2026-04-02 nbk live",
                   "KZT/USD 0.0025000 no basis of 2026-04-01 nbk held"}));
}

TEST_F(Alone, ARestartRemembersWhatWasHeld) {
  const auto held = desk_.ingest({"nbk", {quote("USD/KZT", "464", "2026-04-02")}}, now);
  Desk started({market("nbk")}, {guarded("USD/KZT")});
  const std::vector<SequencedRate> kept{{held.rates[0], 3}};
  const std::vector<Close> closes{{"nbk", quote("USD/KZT", "400", "2026-04-01")},
                                  {"nbk", quote("USD/KZT", "464", "2026-04-02")}};
  started.restore(kept, closes);
  EXPECT_TRUE(started.review(now).rates.empty());
  EXPECT_EQ(rates::say(started, "nbk", "404", "2026-04-03"),
            Lines{"USD/KZT 404.00 1% since 2026-04-01 of 2026-04-03 nbk live"});
}

TEST(Doubt, ASecondFeedThatAgreesEndsIt) {
  Desk desk({market("nbk"), market("ecb")}, {guarded("USD/KZT")});
  say(desk, "nbk", "400", "2026-03-31");
  say(desk, "nbk", "400", "2026-04-01");
  EXPECT_EQ(say(desk, "nbk", "464", "2026-04-02").back(),
            "USD/KZT 400.00 0% since 2026-03-31 of 2026-04-01 nbk held");
  EXPECT_EQ(say(desk, "ecb", "460", "2026-04-02"),
            Lines{"USD/KZT 464.00 16% since 2026-04-01 of 2026-04-02 nbk live"});
}

TEST(Doubt, AMoveThatAnotherFeedShowsAlreadyIsTakenAtOnce) {
  Desk desk({market("nbk"), market("ecb")}, {guarded("USD/KZT")});
  say(desk, "nbk", "400", "2026-03-31");
  say(desk, "nbk", "400", "2026-04-01");
  say(desk, "ecb", "460", "2026-04-02");
  EXPECT_EQ(say(desk, "nbk", "464", "2026-04-02"),
            Lines{"USD/KZT 464.00 16% since 2026-04-01 of 2026-04-02 nbk live"});
}

TEST(Doubt, AStreamIsBelievedAfterTwoFurtherTicks) {
  Desk desk({stream("kraken")}, {guarded("BTC/USD")});
  const auto tick = [&desk](const char* value, const char* at) {
    return say(desk, "kraken", value, at, "BTC/USD");
  };
  tick("100", "2026-04-02T08:00:00Z");
  tick("101", "2026-04-02T08:00:01Z");
  EXPECT_EQ(tick("80", "2026-04-02T08:00:02Z").back().ends_with("held"), true);
  EXPECT_EQ(tick("80", "2026-04-02T08:00:03Z"), Lines{});
  EXPECT_EQ(tick("81", "2026-04-02T08:00:04Z"),
            Lines{"BTC/USD 81.000 no basis of 2026-04-02T08:00:04.000Z kraken live"});
}

TEST(Doubt, AStreamsSpikeIsNeverSeen) {
  Desk desk({stream("kraken")}, {guarded("BTC/USD")});
  say(desk, "kraken", "100", "2026-04-02T08:00:00Z", "BTC/USD");
  say(desk, "kraken", "1000", "2026-04-02T08:00:01Z", "BTC/USD");
  EXPECT_EQ(say(desk, "kraken", "102", "2026-04-02T08:00:02Z", "BTC/USD"),
            Lines{"BTC/USD 102.00 no basis of 2026-04-02T08:00:02.000Z kraken live"});
}

/// CBU of 1 April 2026 had the manat at 3.02 for a dollar, wrong for days; of 2 April at 3.50.
FeedUpdate cbu(std::string_view tmt, std::string_view usd, std::string_view of) {
  return {"cbu", {quote("TMT/UZS", tmt, of), quote("USD/UZS", usd, of)}};
}

TEST(Manat, AgainstThePegTheWrongValueIsHeldAndTheRightOneTaken) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/UZS")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now).rates),
            Lines{"TMT/UZS 3484.1 no basis of 2026-04-01 tmt-peg+cbu held"})
      << "the peg's value stands in";
  ASSERT_EQ(desk.contradictions().size(), 1);
  EXPECT_EQ(desk.contradictions()[0].feed, "cbu");
  EXPECT_EQ(desk.contradictions()[0].quoted.significant(5), "3.0201");
  EXPECT_EQ(desk.explain(pair("TMT/UZS"))->held->reason,
            "differs 15.89 % from 3484.06 of tmt-peg+cbu, the bound is 10 %");
  EXPECT_EQ(lines(desk.ingest(cbu("3469.17", "12142.10", "2026-04-02"), now).rates),
            Lines{"TMT/UZS 3469.2 no basis of 2026-04-02 cbu live"})
      << "and no change is measured against what was never taken";
  EXPECT_TRUE(desk.contradictions().empty());
}

TEST(Manat, AgainstThePegRepeatingTheWrongValueDoesNotHelp) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/UZS")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now);
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-02"), now).rates),
            Lines{"TMT/UZS 3484.1 no basis of 2026-04-02 tmt-peg+cbu held"});
  EXPECT_TRUE(desk.release(pair("TMT/UZS"), now)) << "an operator may believe the bank";
}

TEST(Manat, AgainstAnotherBankTheFirstIsHeldAndTheSecondTaken) {
  Desk desk({market("cbu"), market("nbt")}, {guarded("TMT/USD")});
  const FeedUpdate nbt{
      "nbt", {quote("TMT/TJS", "2.73", "2026-04-01"), quote("USD/TJS", "9.555", "2026-04-01")}};
  desk.ingest(nbt, now);
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now).rates),
            Lines{"TMT/USD 0.28571 no basis of 2026-04-01 nbt held"});
  EXPECT_EQ(lines(desk.ingest(cbu("3469.17", "12142.10", "2026-04-02"), now).rates),
            Lines{"TMT/USD 0.28571 no basis of 2026-04-02 cbu live"});
}

TEST(Manat, TheOrderInWhichTheyAreHeardDoesNotMatter) {
  Desk desk({market("cbu"), market("nbt")}, {guarded("TMT/USD")});
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now).rates),
            Lines{"TMT/USD 0.33111 no basis of 2026-04-01 cbu live"})
      << "nobody else was heard yet";
  const FeedUpdate nbt{
      "nbt", {quote("TMT/TJS", "2.73", "2026-04-01"), quote("USD/TJS", "9.555", "2026-04-01")}};
  EXPECT_EQ(lines(desk.ingest(nbt, now).rates),
            Lines{"TMT/USD 0.28571 no basis of 2026-04-01 nbt held"});
}

TEST(Manat, AloneTheWrongValueIsBelievedAndTheRightOneHeldForADay) {
  Desk desk({market("cbu")}, {guarded("TMT/USD")});
  desk.ingest(cbu("4037.68", "12194.21", "2026-03-31"), now);
  desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now);
  EXPECT_EQ(lines(desk.ingest(cbu("3469.17", "12142.10", "2026-04-02"), now).rates),
            Lines{"TMT/USD 0.33111 0% since 2026-03-31 of 2026-04-01 cbu held"});
  EXPECT_EQ(lines(desk.ingest(cbu("3471.00", "12149.84", "2026-04-03"), now).rates),
            Lines{"TMT/USD 0.28568 -0.01% since 2026-04-02 of 2026-04-03 cbu live"});
}

TEST(Manat, ThePegCountsForAPairThatDoesNotTakeIt) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/USD", {"cbu"})});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now).rates),
            Lines{"TMT/USD 0.28571 no basis of 2026-04-01 tmt-peg+cbu held"});
  EXPECT_EQ(lines(desk.ingest(cbu("3469.17", "12142.10", "2026-04-02"), now).rates),
            Lines{"TMT/USD 0.28571 no basis of 2026-04-02 cbu live"});
}

TEST(Manat, ThePegCountsHoweverThePairIsCrossed) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/KZT"), guarded("KZT/TMT")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  const auto table = [](std::string_view tmt, std::string_view usd, std::string_view of) {
    auto update = cbu(tmt, usd, of);
    update.quotes.push_back(quote("KZT/UZS", "25.53", of));
    return update;
  };
  EXPECT_EQ(lines(desk.ingest(table("4037.68", "12194.21", "2026-04-01"), now).rates),
            (Lines{"TMT/KZT 136.47 no basis of 2026-04-01 tmt-peg+cbu held",
                   "KZT/TMT 0.0073277 no basis of 2026-04-01 tmt-peg+cbu held"}));
  EXPECT_EQ(lines(desk.ingest(table("3469.17", "12142.10", "2026-04-02"), now).rates),
            (Lines{"TMT/KZT 135.89 no basis of 2026-04-02 cbu live",
                   "KZT/TMT 0.0073591 no basis of 2026-04-02 cbu live"}));
}

TEST(Manat, ThePegCountsAgainstAnOldTableToo) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/UZS")});
  const auto later = at("2026-11-02T09:00:00Z");
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-11-02")}}, later);
  EXPECT_EQ(lines(desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), later).rates),
            Lines{"TMT/UZS 3484.1 no basis of 2026-04-01 tmt-peg+cbu held"});
  EXPECT_EQ(lines(desk.ingest(cbu("3469.17", "12142.10", "2026-04-02"), later).rates),
            Lines{"TMT/UZS 3469.2 no basis of 2026-04-02 cbu stale"});
}

TEST(Manat, EveryDayThatWasHeldIsLeftOutOfTheChange) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/UZS")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest(cbu("3500", "12200", "2026-03-30"), now);
  for (const char* day : {"2026-03-31", "2026-04-01", "2026-04-02"}) {
    desk.ingest(cbu("4037.68", "12194.21", day), now);
  }
  EXPECT_EQ(lines(desk.ingest(cbu("3465", "12142.10", "2026-04-03"), now).rates),
            Lines{"TMT/UZS 3465.0 -1% since 2026-03-30 of 2026-04-03 cbu live"});
}

TEST(Manat, WhatStandsInIsExplained) {
  Desk desk({market("cbu"), peg("tmt-peg")}, {guarded("TMT/UZS")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest(cbu("4037.68", "12194.21", "2026-04-01"), now);
  const auto why = desk.explain(pair("TMT/UZS"));
  ASSERT_TRUE(why && why->held);
  EXPECT_EQ(why->held->source, "cbu");
  ASSERT_EQ(why->legs.size(), 1);
  EXPECT_EQ(why->legs[0].feed, "cbu");
  EXPECT_EQ(why->note, "with the peg in place of what its source says: 3484.06000000");
}

TEST(Peg, ThatLiesOnTheWayDecidesNothing) {
  Desk desk({market("ecb"), market("cbt"), peg("tmt-peg")}, {guarded("EUR/USD")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest({"cbt", {quote("EUR/TMT", "2", "2026-04-01")}}, now);
  say(desk, "ecb", "1.15", "2026-03-31", "EUR/USD");
  say(desk, "ecb", "1.15", "2026-04-01", "EUR/USD");
  EXPECT_EQ(say(desk, "ecb", "1.16", "2026-04-02", "EUR/USD"),
            Lines{"EUR/USD 1.1600 0.87% since 2026-04-01 of 2026-04-02 ecb live"});
}

TEST(Devaluation, OfTheLocalCurrencyDoesNotTouchOtherCrosses) {
  Desk desk({market("cbu")}, {guarded("TMT/USD"), guarded("UZS/USD")});
  desk.ingest(cbu("3469", "12142", "2026-03-31"), now);
  desk.ingest(cbu("3469", "12142", "2026-04-01"), now);
  EXPECT_EQ(lines(desk.ingest(cbu("6938", "24284", "2026-04-02"), now).rates),
            (Lines{"TMT/USD 0.28570 0% since 2026-04-01 of 2026-04-02 cbu live",
                   "UZS/USD 0.000082359 0% since 2026-03-31 of 2026-04-01 cbu held"}));
}

}  // namespace
}  // namespace tickerd::rates
