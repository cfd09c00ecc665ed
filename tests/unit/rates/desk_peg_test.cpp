#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::lines;
using sample::market;
using sample::pair;
using sample::peg;
using sample::quote;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

PairRule guarded(std::string_view of, std::vector<std::string> feeds = {}) {
  return {.pair = pair(of), .precision = {}, .feeds = std::move(feeds)};
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
  const auto say = [&desk](const char* value, const char* date) {
    return lines(desk.ingest({"ecb", {quote("EUR/USD", value, date)}}, now).rates);
  };
  say("1.15", "2026-03-31");
  say("1.15", "2026-04-01");
  EXPECT_EQ(say("1.16", "2026-04-02"),
            Lines{"EUR/USD 1.1600 0.87% since 2026-04-01 of 2026-04-02 ecb live"});
}

TEST(Peg, IsContradictedByMoreThanAHundredth) {
  for (const auto& [value, is_apart] : {std::pair("3.535", false), std::pair("3.5351", true),
                                        std::pair("3.465", false), std::pair("3.4649", true)}) {
    Desk desk({market("bank"), peg("tmt-peg")}, {guarded("TMT/USD")});
    desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
    desk.ingest({"bank", {quote("USD/TMT", value, "2026-04-01")}}, now);
    EXPECT_EQ(desk.contradictions().size(), is_apart ? 1U : 0U) << value;
  }
}

TEST(Peg, IsContradictedNeitherByAnotherPegNorByWhoIsSilent) {
  Desk desk({market("bank"), peg("tmt-peg"), peg("other-peg")}, {guarded("TMT/USD")});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest({"other-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  desk.ingest({"bank", {quote("USD/TMT", "3.02", "2026-04-01")}}, now);
  ASSERT_EQ(desk.contradictions().size(), 2U);
  desk.set_silent("bank", true, now);
  EXPECT_TRUE(desk.contradictions().empty());
  desk.ingest({"other-peg", {quote("USD/TMT", "4", "2026-04-01")}}, now);
  EXPECT_TRUE(desk.contradictions().empty()) << "which of two is right is for the operator";
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
