#include "feeds/pushed_feed.hpp"

#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include "net/task_group.hpp"
#include "support/run.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

/// A pushed feed that reads an array of pairs, rates and dates.
class Pushed : public testing::Test {
 protected:
  static Preset preset() {
    return test::preset_with(R"({"format": "json", "rows": "/*", "pair": "/pair", "rate": "/rate",
        "date": {"row": "/as_of", "patterns": ["%Y-%m-%d"]}})")
        .value();
  }

  net::asio::io_context io{1};
  net::asio::thread_pool pool{1};
  net::HttpClient http{io.get_executor(), pool};
  rates::ManualClock clock{rates::parse_timestamp("2026-05-19T06:00:00Z").value()};
  rates::NullLog log;
  std::vector<rates::FeedUpdate> updates;
  PushedFeed feed{
      "desk",
      {preset(), ""},
      {.http = http, .clock = clock, .log = log, .on_update = [this](rates::FeedUpdate update) {
         updates.push_back(std::move(update));
       }}};
};

const std::string two = R"([{"pair": "USD/KGS", "rate": "87.45", "as_of": "2026-05-19"},
                            {"pair": "EUR/KGS", "rate": "n/a", "as_of": "2026-05-19"}])";

TEST_F(Pushed, PassesOnWhatItReadAndSaysWhatItCouldNot) {
  const auto table = feed.push(two, "Application/JSON; charset=utf-8");
  ASSERT_TRUE(table) << table.error().detail;
  ASSERT_EQ(updates.size(), 1U);
  EXPECT_EQ(updates[0].feed, "desk");
  ASSERT_EQ(updates[0].quotes.size(), 1U);
  EXPECT_EQ(updates[0].quotes[0].pair.text(), "USD/KGS");
  EXPECT_EQ(updates[0].quotes[0].fetched_at, clock.now());
  ASSERT_EQ(table->problems.size(), 1U);
  EXPECT_TRUE(table->problems[0].where.contains("EUR/KGS"));
  EXPECT_EQ(feed.health().state, FeedHealth::State::ok);
  EXPECT_EQ(feed.health().received_bytes, two.size());
}

TEST_F(Pushed, TakesABodyWithoutAType) { EXPECT_TRUE(feed.push(two, "")); }

TEST_F(Pushed, RefusesAnotherType) {
  const auto refused = feed.push(two, "text/html");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, rates::Errc::refused);
  EXPECT_EQ(refused.error().detail, R"(Content-Type: expected application/json, got "text/html")");
  EXPECT_TRUE(updates.empty());
  EXPECT_EQ(feed.health().state, FeedHealth::State::failing);
}

TEST_F(Pushed, RefusesABodyWithoutOneGoodRow) {
  const auto refused = feed.push(R"([{"pair": "USD/KGS", "rate": "-1", "as_of": "2026-05-19"}])",
                                 "application/json");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().detail.contains("USD/KGS")) << refused.error().detail;
  EXPECT_TRUE(updates.empty());
}

TEST_F(Pushed, IsRecordedAsItCame) {
  std::vector<ReceivedAnswer> received;
  PushedFeed recorded{"desk",
                      {preset(), ""},
                      {.http = http,
                       .clock = clock,
                       .log = log,
                       .on_update = [](const rates::FeedUpdate&) {},
                       .on_answer = [&](const ReceivedAnswer& one) { received.push_back(one); }}};
  EXPECT_FALSE(recorded.push("{", "application/json"));
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received[0].body, "{");
  EXPECT_EQ(received[0].headers.at(0).second, "application/json");
}

TEST_F(Pushed, WaitsUntilItIsCancelled) {
  net::TaskGroup group(io.get_executor());
  group.spawn(feed.run());
  io.run_for(std::chrono::milliseconds(20));
  EXPECT_EQ(group.size(), 1U);
  group.cancel();
  test::run(io, group.join());
  EXPECT_EQ(group.size(), 0U);
}

}  // namespace
}  // namespace tickerd::feeds
