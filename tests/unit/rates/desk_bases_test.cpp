#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::bases_line;
using sample::lines;
using sample::market;
using sample::pair;
using sample::peg;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-09T09:00:00Z");

PairRule against(BasisKind kind) {
  auto wanted = rule("USD/KZT");
  wanted.basis = kind;
  wanted.max_jump_percent = Decimal(10);
  return wanted;
}

/// What a store keeps of a run, and gives to the next one.
struct Kept {
  std::vector<SequencedRate> rates;
  std::vector<Close> closes;

  void take(const Outcome& outcome) {
    for (const auto& rate : outcome.rates) {
      rates = {{rate, rates.empty() ? 1 : rates.front().seq + 1}};
    }
    closes.insert(closes.end(), outcome.closes.begin(), outcome.closes.end());
  }
};

/// A bank that stated four dates of USD/KZT, the last one twice.
class Bases : public testing::Test {
 protected:
  Bases() {
    for (const auto& [value, date] : {std::pair{"400", "2026-03-01"},
                                      {"410", "2026-04-01"},
                                      {"420", "2026-04-08"},
                                      {"425", "2026-04-09"},
                                      {"430", "2026-04-09"}}) {
      say(value, date);
    }
  }
  Outcome say(const char* value, const char* date) {
    auto outcome = bank.ingest({"nbk", {quote("USD/KZT", value, date)}}, now);
    kept.take(outcome);
    return outcome;
  }
  Desk restarted(const PairRule& wanted) const {
    Desk desk({market("nbk")}, {wanted});
    desk.restore(kept.rates, kept.closes);
    return desk;
  }

  Desk bank{{market("nbk")}, {against(BasisKind::previous_close)}};
  Kept kept;
};

const char* const all_but_open =
    "previous_close 420.000000000 of 2026-04-08, 24h 420.000000000 of 2026-04-08, "
    "7d 410.000000000 of 2026-04-01, 30d 400.000000000 of 2026-03-01, "
    "previous 420.000000000 of 2026-04-08";

TEST_F(Bases, AllKindsAreKnownBesideTheConfiguredOne) {
  EXPECT_EQ(bases_line(*bank.published(pair("USD/KZT"))),
            "previous_close 420.000000000 of 2026-04-08, open 425.000000000 of 2026-04-09, "
            "24h 420.000000000 of 2026-04-08, 7d 410.000000000 of 2026-04-01, "
            "30d 400.000000000 of 2026-03-01, previous 420.000000000 of 2026-04-08");
}

TEST_F(Bases, TheConfiguredOneIsTheRatesOwn) {
  Desk weekly({market("nbk")}, {against(BasisKind::week)});
  weekly.ingest({"nbk", {quote("USD/KZT", "400", "2026-04-01")}}, now);
  EXPECT_EQ(lines(weekly.ingest({"nbk", {quote("USD/KZT", "401", "2026-04-06")}}, now).rates),
            Lines{"USD/KZT 401.00 no basis of 2026-04-06 nbk live"})
      << "not known is none, though others are";
  EXPECT_EQ(lines(weekly.ingest({"nbk", {quote("USD/KZT", "404", "2026-04-08")}}, now).rates),
            Lines{"USD/KZT 404.00 1% since 2026-04-01 of 2026-04-08 nbk live"});
}

TEST_F(Bases, TheConfiguredOneIsExplained) {
  for (const auto& [kind, earlier] :
       {std::pair{BasisKind::week, "2026-04-01"}, {BasisKind::month, "2026-03-01"}}) {
    auto desk = restarted(against(kind));
    desk.review(now);
    const auto why = desk.explain(pair("USD/KZT"));
    ASSERT_TRUE(why && why->legs.size() == 1 && why->legs[0].earlier);
    EXPECT_EQ(why->legs[0].earlier->as_of.text(), earlier);
    EXPECT_EQ(why->rate.basis->kind, kind);
  }
}

TEST(BasesOfTwo, AChangeOfAnotherBasisAloneIsPublished) {
  Desk desk({market("a"), market("b")}, {rule("KGS/KZT")});
  desk.ingest({"a", {quote("USD/KZT", "400", "2026-04-08")}}, now);
  desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-08")}}, now);
  EXPECT_EQ(bases_line(*desk.published(pair("KGS/KZT"))), "open 5.00000000000 of 2026-04-08");
  const auto ahead = desk.ingest({"b", {quote("USD/KGS", "80", "2026-04-09")}}, now);
  EXPECT_EQ(lines(ahead.rates), Lines{"KGS/KZT 5.0000 no basis of 2026-04-08 b+a live"});
  EXPECT_EQ(bases_line(*desk.published(pair("KGS/KZT"))), "") << "b is ahead of the rate's date";
  EXPECT_TRUE(desk.review(now).rates.empty());
}

TEST(BasesOfTwo, WhereAPegStandsInNoneIsKnown) {
  Desk desk({market("cbu"), peg("tmt-peg")},
            {{.pair = pair("TMT/UZS"), .precision = {}, .feeds = {}}});
  desk.ingest({"tmt-peg", {quote("USD/TMT", "3.5", "2026-04-01")}}, now);
  const auto outcome = desk.ingest(
      {"cbu",
       {quote("TMT/UZS", "4037.68", "2026-04-09"), quote("USD/UZS", "12194.21", "2026-04-09")}},
      now);
  ASSERT_EQ(lines(outcome.rates), Lines{"TMT/UZS 3484.1 no basis of 2026-04-09 tmt-peg+cbu held"});
  EXPECT_EQ(bases_line(outcome.rates[0]), "");
}

TEST_F(Bases, ARestartKeepsAllOfThem) {
  auto desk = restarted(against(BasisKind::previous_close));
  EXPECT_EQ(bases_line(*desk.published(pair("USD/KZT"))),
            bases_line(*bank.published(pair("USD/KZT"))));
  EXPECT_TRUE(desk.review(now).rates.empty());
  EXPECT_TRUE(desk.ingest({"nbk", {quote("USD/KZT", "430", "2026-04-09")}}, now).rates.empty());
}

TEST_F(Bases, WhatAnEarlierVersionDidNotStoreIsFoundAgainInTheCloses) {
  kept.rates.front().rate.other_bases.clear();
  auto desk = restarted(against(BasisKind::previous_close));
  EXPECT_EQ(bases_line(*desk.published(pair("USD/KZT"))), all_but_open)
      << "before anybody is told anything";
  EXPECT_TRUE(desk.review(now).rates.empty()) << "who resumes was told the same";
  EXPECT_TRUE(desk.ingest({"nbk", {quote("USD/KZT", "430", "2026-04-09")}}, now).rates.empty());
}

TEST_F(Bases, ARestartKeepsHowTheRunningDateBegan) {
  auto desk = restarted(against(BasisKind::open));
  EXPECT_EQ(lines(desk.review(now).rates),
            Lines{"USD/KZT 430.00 1.18% since 2026-04-09 of 2026-04-09 nbk live"});
  EXPECT_EQ(lines(desk.ingest({"nbk", {quote("USD/KZT", "431", "2026-04-09")}}, now).rates),
            Lines{"USD/KZT 431.00 1.41% since 2026-04-09 of 2026-04-09 nbk live"});
  desk.ingest({"nbk", {quote("USD/KZT", "440", "2026-04-10")}}, now);
  EXPECT_EQ(lines(desk.ingest({"nbk", {quote("USD/KZT", "451", "2026-04-10")}}, now).rates),
            Lines{"USD/KZT 451.00 2.5% since 2026-04-10 of 2026-04-10 nbk live"});
}

TEST(BasesOfOpen, ARestartKeepsTheConfiguredOne) {
  Desk before({market("nbk")}, {against(BasisKind::open)});
  Kept kept;
  kept.take(before.ingest({"nbk", {quote("USD/KZT", "400", "2026-04-08")}}, now));
  kept.take(before.ingest({"nbk", {quote("USD/KZT", "410", "2026-04-09")}}, now));
  Desk after({market("nbk")}, {against(BasisKind::open)});
  after.restore(kept.rates, kept.closes);
  EXPECT_EQ(bases_line(*after.published(pair("USD/KZT"))),
            "previous_close 400.000000000 of 2026-04-08, open 410.000000000 of 2026-04-09, "
            "24h 400.000000000 of 2026-04-08, previous 400.000000000 of 2026-04-08");
  EXPECT_TRUE(after.review(now).rates.empty());
}

TEST_F(Bases, ARestartWithAnotherConfiguredOnePublishesIt) {
  auto desk = restarted(against(BasisKind::week));
  const auto found = desk.review(now);
  EXPECT_EQ(lines(found.rates),
            Lines{"USD/KZT 430.00 4.88% since 2026-04-01 of 2026-04-09 nbk live"});
  EXPECT_EQ(bases_line(found.rates.at(0)), bases_line(*bank.published(pair("USD/KZT"))));
  EXPECT_TRUE(desk.review(now).rates.empty());
}

TEST_F(Bases, ARestartFindsThoseOfTheGoodValueWhileANewerOneIsHeld) {
  ASSERT_EQ(lines(say("500", "2026-04-10").rates),
            Lines{"USD/KZT 430.00 2.38% since 2026-04-08 of 2026-04-09 nbk held"});
  kept.rates.front().rate.other_bases.clear();
  auto desk = restarted(against(BasisKind::previous_close));
  EXPECT_EQ(bases_line(*desk.published(pair("USD/KZT"))), all_but_open);
  EXPECT_TRUE(desk.review(now).rates.empty());
  auto weekly = restarted(against(BasisKind::week));
  EXPECT_EQ(lines(weekly.review(now).rates),
            Lines{"USD/KZT 430.00 4.88% since 2026-04-01 of 2026-04-09 nbk held"});
}

TEST_F(Bases, ARestartWithoutTheSourceKnowsTheStoredOnes) {
  Desk desk({market("other")}, {against(BasisKind::previous_close)});
  desk.restore(kept.rates, kept.closes);
  EXPECT_EQ(bases_line(*desk.published(pair("USD/KZT"))),
            bases_line(*bank.published(pair("USD/KZT"))));
  EXPECT_TRUE(desk.review(now).rates.empty());
  EXPECT_EQ(desk.published(pair("USD/CHF")), nullptr);
}

}  // namespace
}  // namespace tickerd::rates
