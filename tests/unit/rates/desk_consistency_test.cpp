#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::market;
using sample::quote;
using sample::rule;
using testing::ElementsAre;
using testing::IsEmpty;

const Timestamp now = at("2026-04-02T09:00:00Z");
constexpr std::string_view today = "2026-04-02";

/// "fx EUR/JPY 150 over USD 162"
std::vector<std::string> found(const Desk& desk) {
  std::vector<std::string> all;
  for (const auto& one : desk.inconsistencies()) {
    all.push_back(fmt::format("{} {} {} over {} {}", one.feed, one.pair.text(), one.quoted.exact(),
                              one.over ? one.over->text() : "inverse", one.derived.significant(5)));
  }
  return all;
}

FeedUpdate triangle(std::string_view eurusd, std::string_view usdjpy, std::string_view eurjpy,
                    std::string_view as_of = today) {
  return {"fx",
          {quote("EUR/USD", eurusd, as_of), quote("USD/JPY", usdjpy, as_of),
           quote("EUR/JPY", eurjpy, as_of)}};
}

Desk desk_of(FeedTraits feed = market("fx")) { return Desk({std::move(feed)}, {rule("EUR/JPY")}); }

TEST(Consistency, IsThereWithinHalfOfAHundredth) {
  Desk desk = desk_of();
  desk.ingest(triangle("1.0801", "150.03", "162.80"), now);
  EXPECT_THAT(found(desk), IsEmpty());
}

TEST(Consistency, IsBrokenBeyondIt) {
  Desk desk = desk_of();
  desk.ingest(triangle("1.0801", "150.03", "162.89"), now);
  EXPECT_THAT(found(desk), ElementsAre("fx USD/JPY 150.03 over EUR 150.81"));
}

struct WrongCase {
  const char* name;
  const char* eurusd;
  const char* usdjpy;
  const char* eurjpy;
};
class WrongQuote : public testing::TestWithParam<WrongCase> {};

TEST_P(WrongQuote, IsFoundInWhateverSideItIs) {
  Desk desk = desk_of();
  const auto& [name, eurusd, usdjpy, eurjpy] = GetParam();
  desk.ingest(triangle(eurusd, usdjpy, eurjpy), now);
  EXPECT_EQ(found(desk).size(), 1U) << "one fault is one finding, not one for each side";
  desk.ingest(triangle("1.0801", "150.03", "162.05", "2026-04-03"), now);
  EXPECT_THAT(found(desk), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Table, WrongQuote,
                         testing::Values(WrongCase{"UpsideDown", "0.9258", "150.03", "162.05"},
                                         WrongCase{"OfAnotherBase", "1.0801", "162.05", "162.05"},
                                         WrongCase{"WronglyNamed", "1.0801", "150.03", "190.03"},
                                         WrongCase{"Shifted", "1.0801", "15.003", "162.05"}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Consistency, OfAPairThatIsQuotedBothWaysRound) {
  Desk desk = desk_of();
  desk.ingest({"fx", {quote("EUR/USD", "1.0801", today), quote("USD/EUR", "0.9258", today)}}, now);
  EXPECT_THAT(found(desk), IsEmpty());
  desk.ingest(
      {"fx", {quote("EUR/USD", "1.0801", "2026-04-03"), quote("USD/EUR", "1.0801", "2026-04-03")}},
      now);
  EXPECT_EQ(found(desk).size(), 1U);
}

TEST(Consistency, AllowsForWhatTheFeedRounds) {
  Desk desk = desk_of();
  // 1/12150 is 0.0000823: with one digit the feed can say no better.
  desk.ingest({"fx", {quote("USD/UZS", "12150", today), quote("UZS/USD", "0.00008", today)}}, now);
  EXPECT_THAT(found(desk), IsEmpty());
  desk.ingest(
      {"fx", {quote("UZS/USD", "0.00009", "2026-04-03"), quote("USD/UZS", "12151", "2026-04-03")}},
      now);
  EXPECT_EQ(found(desk).size(), 1U);
}

TEST(Consistency, IsNotAskedOfQuotesOfDifferentDays) {
  Desk desk = desk_of();
  desk.ingest(triangle("1.0801", "150.03", "162.05"), now);
  desk.ingest({"fx", {quote("EUR/USD", "1.2001", "2026-04-03")}}, now);
  EXPECT_THAT(found(desk), IsEmpty());
}

TEST(Consistency, IsAskedOfTicksWithinAMinute) {
  auto feed = market("fx");
  feed.ticks = true;
  Desk desk = desk_of(feed);
  desk.ingest(triangle("1.0801", "150.03", "162.05", "2026-04-02T08:59:00Z"), now);
  desk.ingest({"fx", {quote("EUR/USD", "1.1001", "2026-04-02T09:00:01Z")}}, now);
  EXPECT_THAT(found(desk), IsEmpty()) << "the others may have moved since";
  desk.ingest({"fx",
               {quote("USD/JPY", "150.03", "2026-04-02T09:00:01Z"),
                quote("EUR/JPY", "162.05", "2026-04-02T09:00:02Z")}},
              now);
  EXPECT_EQ(found(desk).size(), 1U);
}

TEST(Consistency, IsAskedUpToAMinuteWhicheverQuoteIsTheNewer) {
  const std::string before = "2026-04-02T08:59:00Z";
  for (const auto* const moved : {"EUR/USD", "USD/JPY", "EUR/JPY"}) {
    for (const auto& [when, is_found] :
         {std::pair("2026-04-02T09:00:00.001Z", false), std::pair("2026-04-02T09:00:00Z", true)}) {
      Desk desk = desk_of();
      desk.ingest(triangle("1.0801", "150.03", "162.05", before), now);
      desk.ingest({"fx", {quote(moved, "120.5", when)}}, now);
      EXPECT_EQ(found(desk).size(), is_found ? 1U : 0U) << moved << " at " << when;
    }
  }
}

TEST(Consistency, IsToldByOneNameWhicheverQuoteChanges) {
  Desk desk = desk_of();
  desk.ingest(triangle("1.0801", "150.03", "190.03"), now);
  const auto name = [&desk] {
    const auto& one = desk.inconsistencies().at(0);
    return fmt::format("{} over {}", one.pair.text(), one.over.value().text());
  };
  const auto before = name();
  for (const auto& [of, value] : {std::pair("EUR/USD", "1.0802"), std::pair("USD/JPY", "150.04"),
                                  std::pair("EUR/JPY", "190.04")}) {
    desk.ingest({"fx", {quote(of, value, today)}}, now);
    EXPECT_EQ(name(), before) << of;
  }
}

TEST(Consistency, DoesNotComeAndGoAtItsBound) {
  Desk desk = desk_of();
  desk.ingest(triangle("1.0801", "150.03", "162.89"), now);
  desk.ingest(triangle("1.0801", "150.03", "162.71", "2026-04-03"), now);
  EXPECT_EQ(found(desk).size(), 1U) << "within the bound, not within half of it";
  desk.ingest(triangle("1.0801", "150.03", "162.31", "2026-04-04"), now);
  EXPECT_THAT(found(desk), IsEmpty());
}

TEST(Consistency, IsNotAskedAcrossFeedsNorOfSimulatedOnes) {
  Desk desk({market("fx"), market("bank")}, {rule("EUR/JPY")});
  desk.ingest({"fx", {quote("EUR/USD", "1.0801", today), quote("USD/JPY", "150.03", today)}}, now);
  desk.ingest({"bank", {quote("EUR/JPY", "190.03", today)}}, now);
  EXPECT_THAT(found(desk), IsEmpty());

  Desk demo = desk_of(sample::simulated("fx"));
  demo.ingest(triangle("1.0801", "150.03", "190.03"), now);
  EXPECT_THAT(found(demo), IsEmpty());
}

TEST(Consistency, IsStillKnownToBeBrokenAfterAReloadAndARestart) {
  Desk desk = desk_of();
  const auto outcome = desk.ingest(triangle("1.0801", "150.03", "190.03"), now);
  desk.reconfigure({.feeds = {market("other"), market("fx")}, .pairs = {rule("EUR/JPY")}}, now);
  EXPECT_EQ(found(desk).size(), 1U);
  desk.reconfigure({.feeds = {market("other")}, .pairs = {rule("EUR/JPY")}}, now);
  EXPECT_THAT(found(desk), IsEmpty()) << "its feed is gone";

  Desk restarted = desk_of();
  restarted.restore({}, outcome.closes);
  EXPECT_EQ(found(restarted).size(), 1U);
}

}  // namespace
}  // namespace tickerd::rates
