#include "app/engine.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

rates::CurrencyPair pair(const char* text) { return *rates::CurrencyPair::parse(text); }

/// Every batch is durable at once.
class QuickLog final : public rates::RateLog {
 public:
  rates::Result<rates::Recovered> recover() override { return rates::Recovered{}; }
  rates::BatchPtr append(std::vector<rates::Rate> rates, std::span<const rates::Close>,
                         rates::Timestamp at) override {
    return std::make_shared<const rates::Batch>(rates::Batch{"e", ++seq_, at, std::move(rates)});
  }
  rates::Result<void> keep(std::span<const rates::Close>) override { return {}; }
  std::string degraded() const override { return {}; }

 private:
  std::uint64_t seq_ = 0;
};

class Lines final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

feeds::FeedSpec pushed(const char* name) {
  return {.name = name,
          .source = feeds::PushedSpec{.preset = *feeds::find_preset("push"), .token_sha256 = {}}};
}

/// A peg that is a pair, and two that push what is none.
Config sample() {
  Config config;
  feeds::FixedSpec peg;
  peg.quotes.emplace_back(pair("USD/TMT"), *rates::Decimal::parse("3.5"));
  config.feeds = {{"peg", peg}, pushed("first"), pushed("second")};
  config.pairs = {{.pair = pair("USD/TMT"), .precision = {}, .feeds = {}}};
  return config;
}

class EngineTest : public testing::Test {
 protected:
  void TearDown() override { stop(); }

  void start() {
    asio::co_spawn(io, engine.run(),
                   asio::bind_cancellation_slot(stopping.slot(), [](const std::exception_ptr&) {}));
  }
  /// Until the engine has published `count` batches.
  void run_until(std::size_t count) {
    while (published < count && io.run_one() > 0) continue;
  }
  void stop() {
    stopping.emit(asio::cancellation_type::terminal);
    io.run();
  }

  /// What came of it is in `answers` once the engine runs.
  void push(const std::string& feed, const std::string& rate) {
    const auto body =
        R"({"quotes": [{"pair": "USD/KGS", "rate": ")" + rate + R"(", "as_of": "2026-04-01"}]})";
    engine.push(feed, body, "application/json",
                [this](const http::PushResult& result) { answers.push_back(result.value()); });
  }

  std::size_t published = 0;
  std::vector<http::PushedBatch> answers;
  asio::io_context io{1};
  asio::thread_pool disk{1};
  asio::thread_pool lookups{1};
  QuickLog rate_log;
  rates::ManualClock clock{*rates::parse_timestamp("2026-04-01T12:00:00Z")};
  Lines log;
  Engine engine{sample(),
                {.executor = io.get_executor(),
                 .disk = disk,
                 .lookups = lookups,
                 .rate_log = rate_log,
                 .clock = clock,
                 .log = log,
                 .publish = [this](const rates::BatchPtr&, auto) { ++published; }},
                {}};
  asio::cancellation_signal stopping;
};

TEST_F(EngineTest, ExplainsARateAsItStoodWhenItWasAskedFor) {
  std::vector<std::string> values;
  push("first", "87.45");
  engine.track({pair("USD/KGS")}, [](const auto&) {});
  engine.explain(pair("USD/KGS"), [&](const std::optional<http::ExplainedRate>& explained) {
    values.push_back(explained.value().explanation.rate.value.exact());
  });
  push("first", "88");
  EXPECT_THAT(values, testing::IsEmpty()) << "what was decided before goes out before";
  start();
  run_until(1);
  stop();
  EXPECT_THAT(values, testing::ElementsAre("87.45")) << "88 was not durable yet";
}

TEST_F(EngineTest, ExplainsNothingOfAPairThatIsNotPublished) {
  std::optional<bool> known;
  engine.explain(pair("USD/KGS"), [&](const auto& explained) { known = explained.has_value(); });
  start();
  stop();
  EXPECT_EQ(known, false);
}

TEST_F(EngineTest, RaisesTheAlarmForATrackedPairWhoseFirstRateIsHeld) {
  push("second", "87.45");
  push("first", "60");
  engine.track({pair("USD/KGS")}, [](const auto&) {});
  EXPECT_EQ(engine.desk().held(), 1U);
  EXPECT_THAT(log.events, testing::Contains("rate_held"));
  start();
}

TEST_F(EngineTest, TellsWhoPushesWhatIsHeldBack) {
  push("first", "87.45");
  engine.track({pair("USD/KGS"), pair("KGS/TMT")}, [](const auto&) {});
  push("first", "60");
  push("first", "61");
  start();
  run_until(1);
  stop();
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_THAT(answers[0].held, testing::IsEmpty());
  EXPECT_THAT(answers[1].held, testing::Contains("USD/KGS"));
  EXPECT_THAT(answers[2].held, testing::Contains("USD/KGS")) << "it is held as before";
}

}  // namespace
}  // namespace tickerd::app
