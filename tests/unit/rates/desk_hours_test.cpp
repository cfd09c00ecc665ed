#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using namespace std::chrono_literals;
using sample::at;
using sample::lines;
using sample::market;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

FeedTraits with_hours(std::string name) {
  const auto calendar = Calendar::make({.time_zone = "Europe/Berlin",
                                        .days = 0b0111110,
                                        .target_holidays = true,
                                        .due = 16h + 30min});
  return {.name = std::move(name), .calendar = std::make_shared<const Calendar>(*calendar)};
}

FeedTraits stream(std::string name) {
  return {.name = std::move(name),
          .ticks = true,
          .day_end = std::make_shared<const DayEnd>(*DayEnd::parse("17:00 America/New_York"))};
}

/// The last word of each line.
Lines statuses(const Outcome& outcome) {
  Lines words;
  for (const auto& rate : outcome.rates) words.emplace_back(to_string(rate.status));
  return words;
}

TEST(Hours, AWeekendIsClosedAndASilentMondayLate) {
  Desk desk({with_hours("ecb")}, {rule("EUR/USD")});
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-03-27")}}, at("2026-03-27T15:10:00Z"));
  EXPECT_EQ(statuses(desk.review(at("2026-03-28T08:00:00Z"))), Lines{"closed"});
  EXPECT_EQ(statuses(desk.review(at("2026-03-30T08:00:00Z"))), Lines{"live"});
  EXPECT_EQ(statuses(desk.review(at("2026-03-30T14:29:00Z"))), Lines{});
  EXPECT_EQ(statuses(desk.review(at("2026-03-30T14:30:00Z"))), Lines{"late"});
  const auto monday =
      desk.ingest({"ecb", {quote("EUR/USD", "1.16", "2026-03-30")}}, at("2026-03-30T15:00:00Z"));
  EXPECT_EQ(statuses(monday), Lines{"live"});
}

TEST(Hours, WhatWasDueOnFridayIsLateOnSaturday) {
  Desk desk({with_hours("ecb")}, {rule("EUR/USD")});
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-03-26")}}, at("2026-03-27T08:00:00Z"));
  EXPECT_EQ(statuses(desk.review(at("2026-03-28T08:00:00Z"))), Lines{"late"});
}

TEST(Hours, OverEasterItIsClosedAndOnTuesdayLive) {
  Desk desk({with_hours("ecb")}, {rule("EUR/USD")});
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-04-02")}}, at("2026-04-02T15:00:00Z"));
  EXPECT_EQ(statuses(desk.review(at("2026-04-03T15:00:00Z"))), Lines{"closed"});
  EXPECT_EQ(statuses(desk.review(at("2026-04-06T20:00:00Z"))), Lines{});
  EXPECT_EQ(statuses(desk.review(at("2026-04-07T08:00:00Z"))), Lines{"live"});
}

TEST(Hours, StaleIsWorseThanLateAndComesWithTheAgeBound) {
  Desk desk({with_hours("ecb")}, {rule("EUR/USD")});
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-03-23")}}, at("2026-03-23T15:10:00Z"));
  EXPECT_EQ(statuses(desk.review(at("2026-03-28T00:00:00Z"))), Lines{"late"});
  EXPECT_EQ(statuses(desk.review(at("2026-03-28T00:00:01Z"))), Lines{"stale"});
}

TEST(Silence, OfAStreamSendsItsPairsToTheNextFeedAndBack) {
  Desk desk({stream("kraken"), market("ecb")}, {rule("EUR/USD"), rule("BTC/USD")});
  const auto now = at("2026-04-02T09:00:00Z");
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-04-01")}}, now);
  desk.ingest({"kraken",
               {quote("EUR/USD", "1.16", "2026-04-02T09:00:00Z"),
                quote("BTC/USD", "100", "2026-04-02T09:00:00Z")}},
              now);
  EXPECT_EQ(lines(desk.set_silent("kraken", true, now).rates),
            (Lines{"EUR/USD 1.1500 no basis of 2026-04-01 ecb live",
                   "BTC/USD 100.00 no basis of 2026-04-02T09:00:00.000Z kraken stale"}));
  EXPECT_EQ(lines(desk.set_silent("kraken", false, now).rates),
            (Lines{"EUR/USD 1.1600 no basis of 2026-04-02T09:00:00.000Z kraken live",
                   "BTC/USD 100.00 no basis of 2026-04-02T09:00:00.000Z kraken live"}));
}

TEST(DayEnd, OfAStreamDividesItsCloses) {
  Desk desk({stream("kraken")}, {rule("BTC/USD")});
  const auto tick = [&desk](const char* value, const char* when) {
    return lines(desk.ingest({"kraken", {quote("BTC/USD", value, when)}}, at(when)).rates);
  };
  tick("100", "2026-04-02T20:00:00Z");
  tick("110", "2026-04-02T20:59:59Z");
  EXPECT_EQ(tick("121", "2026-04-02T21:00:00Z"),
            Lines{"BTC/USD 121.00 10% since 2026-04-02T20:59:59.000Z of 2026-04-02T21:00:00.000Z "
                  "kraken live"});
  EXPECT_EQ(tick("132", "2026-04-03T00:30:00Z"),
            Lines{"BTC/USD 132.00 20% since 2026-04-02T20:59:59.000Z of 2026-04-03T00:30:00.000Z "
                  "kraken live"});
}

TEST(DayEnd, ThatAReloadChangesDividesThemAnew) {
  Desk desk({stream("kraken")}, {rule("BTC/USD")});
  const auto tick = [&desk](const char* value, const char* when) {
    return lines(desk.ingest({"kraken", {quote("BTC/USD", value, when)}}, at(when)).rates);
  };
  tick("110", "2026-04-02T20:59:59Z");
  tick("121", "2026-04-02T21:00:00Z");
  const auto reload = [&desk](FeedTraits feed) {
    const DeskSetup setup{.feeds = {std::move(feed)}, .pairs = {rule("BTC/USD")}};
    return lines(desk.reconfigure(setup, at("2026-04-02T21:00:01Z")).outcome.rates);
  };
  EXPECT_EQ(reload(stream("kraken")), Lines{}) << "the same end, read again";
  EXPECT_EQ(reload(market("kraken")),
            Lines{"BTC/USD 121.00 no basis of 2026-04-02T21:00:00.000Z kraken live"})
      << "of one date now";
  EXPECT_EQ(tick("132", "2026-04-03T00:30:00Z"),
            Lines{"BTC/USD 132.00 9.09% since 2026-04-02T21:00:00.000Z of "
                  "2026-04-03T00:30:00.000Z kraken live"});
}

TEST(DayEnd, ATableMayHoldTwoTradingDaysOfOneDate) {
  Desk desk({stream("desk")}, {rule("EUR/USD")});
  const auto outcome = desk.ingest({"desk",
                                    {quote("EUR/USD", "1.10", "2026-05-18T22:00:00Z"),
                                     quote("EUR/USD", "1.21", "2026-05-19T21:30:00Z")}},
                                   at("2026-05-19T22:00:00Z"));
  EXPECT_EQ(outcome.closes.size(), 2);
  EXPECT_EQ(lines(outcome.rates),
            Lines{"EUR/USD 1.2100 10% since 2026-05-18T22:00:00.000Z of 2026-05-19T21:30:00.000Z "
                  "desk live"});
}

TEST(MaxAge, OfAFeedHoldsWhereThePairHasNone) {
  FeedTraits hourly = market("hourly");
  hourly.max_age = 4h;
  auto patient = rule("EUR/USD");
  patient.max_age = std::chrono::days(2);
  Desk desk({hourly}, {rule("USD/KZT"), patient});
  desk.ingest({"hourly",
               {quote("USD/KZT", "475", "2026-05-18T08:00:00Z"),
                quote("EUR/USD", "1.10", "2026-05-18T08:00:00Z")}},
              at("2026-05-18T08:00:00Z"));
  EXPECT_TRUE(desk.review(at("2026-05-18T12:00:00Z")).rates.empty());
  EXPECT_EQ(lines(desk.review(at("2026-05-18T12:00:01Z")).rates),
            Lines{"USD/KZT 475.00 no basis of 2026-05-18T08:00:00.000Z hourly stale"});
}

TEST(Outage, OfThreeDaysEndsInOneCleanUpdate) {
  Desk desk({with_hours("ecb")}, {rule("EUR/USD")});
  desk.ingest({"ecb", {quote("EUR/USD", "1.15", "2026-03-23")}}, at("2026-03-23T15:00:00Z"));
  desk.ingest({"ecb", {quote("EUR/USD", "1.16", "2026-03-24")}}, at("2026-03-24T15:00:00Z"));
  for (auto now = at("2026-03-24T15:00:00Z"); now < at("2026-03-27T15:00:00Z"); now += 1h) {
    desk.review(now);
  }
  EXPECT_EQ(lines(desk.ingest({"ecb", {quote("EUR/USD", "1.17", "2026-03-27")}},
                              at("2026-03-27T15:40:00Z"))
                      .rates),
            Lines{"EUR/USD 1.1700 0.86% since 2026-03-24 of 2026-03-27 ecb live"});
}

}  // namespace
}  // namespace tickerd::rates
