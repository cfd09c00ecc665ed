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
    return rates::say(desk_of_bank, "nbk", value, as_of);
  }
  Desk desk_of_bank{{market("nbk")}, {guarded("USD/KZT")}};
};

TEST_F(Alone, AMoveWithinTheBoundIsTaken) {
  EXPECT_EQ(say("440", "2026-04-02"),
            Lines{"USD/KZT 440.00 10% since 2026-04-01 of 2026-04-02 nbk live"});
}

TEST_F(Alone, AJumpIsHeldAndTheLastGoodValueShown) {
  EXPECT_EQ(say("464", "2026-04-02"),
            Lines{"USD/KZT 400.00 0% since 2026-03-31 of 2026-04-01 nbk held"});
  EXPECT_EQ(desk_of_bank.held(), 1);
  const auto why = desk_of_bank.explain(pair("USD/KZT"));
  ASSERT_TRUE(why && why->held);
  EXPECT_EQ(why->held->value, number("464"));
  EXPECT_EQ(why->held->reason, "moved 16.00 % from 400.000, the bound is 10 %");
  EXPECT_EQ(why->held->since, now);
}

TEST_F(Alone, TheNextDaysNormalValueIsTakenAndMeasuredAgainstTheLastGoodDay) {
  say("464", "2026-04-02");
  EXPECT_EQ(say("404", "2026-04-03"),
            Lines{"USD/KZT 404.00 1% since 2026-04-01 of 2026-04-03 nbk live"});
  EXPECT_EQ(desk_of_bank.held(), 0);
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
  EXPECT_FALSE(desk_of_bank.release(pair("USD/KZT"), now));
  say("464", "2026-04-02");
  const auto released = desk_of_bank.release(pair("USD/KZT"), now);
  ASSERT_TRUE(released);
  EXPECT_EQ(lines(released->rates),
            Lines{"USD/KZT 464.00 16% since 2026-04-01 of 2026-04-02 nbk live"});
  EXPECT_EQ(desk_of_bank.held(), 0);
  EXPECT_TRUE(desk_of_bank.review(now).rates.empty()) << "it stays out";
}

TEST_F(Alone, ReleaseNamesWhatIsNotThere) {
  EXPECT_EQ(desk_of_bank.release(pair("USD/KZT"), now).error().detail,
            "USD/KZT: nothing of it is held");
  EXPECT_EQ(desk_of_bank.release(pair("USD/CHF"), now).error().detail,
            "USD/CHF: it is not published");
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
  const auto held = desk_of_bank.ingest({"nbk", {quote("USD/KZT", "464", "2026-04-02")}}, now);
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

}  // namespace
}  // namespace tickerd::rates
