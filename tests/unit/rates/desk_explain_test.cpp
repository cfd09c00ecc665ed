#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::line;
using sample::market;
using sample::number;
using sample::pair;
using sample::peg;
using sample::quote;
using sample::rule;

const Timestamp now = at("2026-04-02T09:00:00Z");

Quote read_at(Quote quote, std::string row) {
  quote.origin = std::make_shared<const Origin>(Origin{.document = {},
                                                       .row = std::move(row),
                                                       .rate = quote.value.exact(),
                                                       .buy = {},
                                                       .sell = {},
                                                       .multiplier = "1"});
  return quote;
}

class Explained : public testing::Test {
 protected:
  Explained() {
    say("478.77", "2026-04-01", "/item[1]");
    say("475.09", "2026-04-02", "/item[2]");
  }
  void say(const char* value, const char* date, const char* row) {
    desk_of_bank.ingest({"nbk", {read_at(quote("USD/KZT", value, date), row)}}, now);
  }
  Desk desk_of_bank{{market("nbk"), market("nbkr"), peg("peg")},
                    {rule("KZT/USD"), rule("TMT/KZT")}};
};

TEST_F(Explained, ALegHasItsQuoteAndTheOneOfTheBasis) {
  const auto why = desk_of_bank.explain(pair("KZT/USD"));
  ASSERT_TRUE(why);
  EXPECT_EQ(line(why->rate), "KZT/USD 0.0021049 0.77% since 2026-04-01 of 2026-04-02 nbk live");
  ASSERT_EQ(why->legs.size(), 1);
  EXPECT_EQ(why->legs[0].feed, "nbk");
  EXPECT_TRUE(why->legs[0].inverted);
  EXPECT_EQ(why->legs[0].quote.origin->row, "/item[2]");
  ASSERT_TRUE(why->legs[0].earlier);
  EXPECT_EQ(why->legs[0].earlier->origin->row, "/item[1]");
  EXPECT_FALSE(why->held);
}

TEST_F(Explained, ACrossHasTwoLegs) {
  desk_of_bank.ingest({"peg", {quote("USD/TMT", "3.5", "2026-04-02")}}, now);
  const auto why = desk_of_bank.explain(pair("TMT/KZT"));
  ASSERT_TRUE(why);
  ASSERT_EQ(why->legs.size(), 2);
  EXPECT_EQ(why->legs[0].feed, "peg");
  EXPECT_FALSE(why->legs[0].quote.origin) << "a constant of the configuration";
  EXPECT_EQ(why->legs[1].feed, "nbk");
}

TEST_F(Explained, TheEarlierQuotesOfACrossGiveTheBasis) {
  Desk desk({market("nbkr"), market("cbu")}, {rule("KGS/UZS")});
  for (const char* day : {"2026-04-15", "2026-04-19"}) {
    desk.ingest({"nbkr", {quote("USD/KGS", day[9] == '5' ? "80" : "88", day)}}, now);
  }
  for (const auto& [day, value] :
       {std::pair("2026-04-15", "12000"), {"2026-04-18", "12160"}, {"2026-04-19", "12400"}}) {
    desk.ingest({"cbu", {quote("USD/UZS", value, day)}}, now);
  }
  const auto why = desk.explain(pair("KGS/UZS"));
  ASSERT_TRUE(why && why->rate.basis);
  ASSERT_EQ(why->legs.size(), 2);
  ASSERT_TRUE(why->legs[0].earlier && why->legs[1].earlier);
  EXPECT_EQ(why->legs[1].earlier->value / why->legs[0].earlier->value, why->rate.basis->value);
}

TEST_F(Explained, OtherSourcesAreNamed) {
  desk_of_bank.ingest(
      {"nbkr", {quote("USD/KGS", "87.45", "2026-04-02"), quote("KZT/KGS", "0.1859", "2026-04-02")}},
      now);
  const auto why = desk_of_bank.explain(pair("KZT/USD"));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->others, std::vector<std::string>{"nbkr"});
}

TEST_F(Explained, AfterARestartTheNextPollBringsTheOrigin) {
  Desk started({market("nbk")}, {rule("KZT/USD")});
  const std::vector<SequencedRate> rates{{desk_of_bank.explain(pair("KZT/USD"))->rate, 7}};
  const std::vector<Close> closes{{"nbk", quote("USD/KZT", "478.77", "2026-04-01")},
                                  {"nbk", quote("USD/KZT", "475.09", "2026-04-02")}};
  started.restore(rates, closes);
  started.review(now);
  ASSERT_EQ(started.explain(pair("KZT/USD"))->legs.size(), 1);
  EXPECT_FALSE(started.explain(pair("KZT/USD"))->legs[0].quote.origin);
  started.ingest({"nbk", {read_at(quote("USD/KZT", "475.09", "2026-04-02"), "/item[9]")}}, now);
  ASSERT_TRUE(started.explain(pair("KZT/USD"))->legs[0].quote.origin);
  EXPECT_EQ(started.explain(pair("KZT/USD"))->legs[0].quote.origin->row, "/item[9]");
}

TEST_F(Explained, AHeldValueStandsBesideTheGoodOne) {
  auto guarded = rule("KZT/USD");
  guarded.max_jump_percent = Decimal(10);
  Desk desk({market("nbk")}, {guarded});
  desk.ingest({"nbk", {read_at(quote("USD/KZT", "400", "2026-04-01"), "/good")}}, now);
  desk.ingest({"nbk", {read_at(quote("USD/KZT", "500", "2026-04-01"), "/bad")}}, now);
  const auto why = desk.explain(pair("KZT/USD"));
  ASSERT_TRUE(why && why->held);
  EXPECT_EQ(why->legs[0].quote.origin->row, "/good");
  EXPECT_EQ(why->held->value, number("0.002"));
  EXPECT_EQ(why->held->source, "nbk");
}

TEST_F(Explained, APairThatIsNotPublishedHasNoStory) {
  EXPECT_FALSE(desk_of_bank.explain(pair("CHF/USD")));
  EXPECT_FALSE(desk_of_bank.explain(pair("TMT/KZT"))) << "not yet";
}

}  // namespace
}  // namespace tickerd::rates
