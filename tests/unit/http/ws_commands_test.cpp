#include "http/ws_commands.hpp"

#include <gtest/gtest.h>

#include "http/session.hpp"
#include "unit/http/sample_history.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

using test::pair;
using Failed = std::vector<stream::wire::FailedPair>;
using Texts = std::vector<std::string>;

class NoService final : public test::SampleHistory {
 public:
  net::asio::awaitable<std::vector<TrackedPair>> track(std::vector<rates::CurrencyPair>) override {
    co_return std::vector<TrackedPair>{};
  }
  net::asio::awaitable<PushResult> push(std::string, std::string, std::string) override {
    co_return PushedBatch{};
  }
  net::asio::awaitable<std::optional<ExplainedRate>> explain(rates::CurrencyPair) override {
    co_return std::nullopt;
  }
  bool ready() const override { return true; }
  bool draining() const override { return false; }
};

class Commands : public testing::Test {
 protected:
  rates::ManualClock clock{rates::Timestamp{}};
  std::shared_ptr<Site> changing = std::make_shared<Site>(test::sample_site());
  SitePtr site = changing;
  NoService service;
  stream::Hub hub{test::sample_board(), std::chrono::seconds(15), clock};
  ConnectionTable table;
  Counters counters;
  Sessions sessions;
  net::asio::io_context io;
  net::TaskGroup tasks{io.get_executor()};
  SessionContext context{.hub = hub,
                         .site = site,
                         .service = service,
                         .clock = clock,
                         .table = table,
                         .counters = counters,
                         .sessions = sessions,
                         .tasks = tasks,
                         .ring = nullptr,
                         .read_buffer = {}};

  static stream::Options of(std::vector<rates::CurrencyPair> pairs) {
    stream::Options options;
    options.pairs = std::move(pairs);
    return options;
  }
  static stream::Options of_all() {
    stream::Options options;
    options.all_pairs = true;
    return options;
  }
};

TEST_F(Commands, SubscribeToSomeOfWhatWasAsked) {
  const stream::wire::Subscribe command{
      .id = "1", .pairs = {"KGS/USD", "usd", "AAA/BBB", "TJS/USD"}, .since = std::nullopt};
  auto change = plan_subscribe(command, of({pair("TJS/USD")}), context, Reader(*site));
  EXPECT_EQ(change.ok, (Texts{"KGS/USD", "TJS/USD"}));
  EXPECT_EQ(change.failed, (Failed{{"usd", "bad_pair"}}));
  EXPECT_EQ(change.to_track, (std::vector{pair("AAA/BBB")}));
  const std::vector<TrackedPair> tracked{{.pair = pair("AAA/BBB"), .code = "unknown_pair"}};
  take_tracked(change, tracked, site->limits);
  EXPECT_EQ(change.failed, (Failed{{"usd", "bad_pair"}, {"AAA/BBB", "unknown_pair"}}));
  EXPECT_EQ(change.options, of({pair("KGS/USD"), pair("TJS/USD")}));
}

TEST_F(Commands, SubscribeToNoMoreThanTheLimit) {
  changing->limits.pairs_per_subscription = 1;
  const stream::wire::Subscribe command{
      .id = "1", .pairs = {"KGS/USD", "TJS/USD"}, .since = std::nullopt};
  const auto change = plan_subscribe(command, of({}), context, Reader(*site));
  EXPECT_EQ(change.ok, Texts{"KGS/USD"});
  EXPECT_EQ(change.failed, (Failed{{"TJS/USD", "too_many"}}));
}

TEST_F(Commands, SubscribeToAll) {
  const stream::wire::Subscribe command{
      .id = "1", .pairs = {"*", "KGS/USD"}, .since = std::nullopt};
  const auto change = plan_subscribe(command, of({pair("TJS/USD")}), context, Reader(*site));
  EXPECT_EQ(change.ok, (Texts{"*", "KGS/USD"}));
  EXPECT_EQ(change.options, of_all());
}

TEST_F(Commands, SubscribeToAllAndOneMore) {
  const stream::wire::Subscribe command{.id = "1", .pairs = {"KZT/KGS"}, .since = std::nullopt};
  const auto change = plan_subscribe(command, of_all(), context, Reader(*site));
  EXPECT_EQ(change.options,
            of({pair("KGS/USD"), pair("KZT/KGS"), pair("TJS/USD"), pair("UZS/USD")}));
}

TEST_F(Commands, UnsubscribeFromOneOfAll) {
  const stream::wire::Unsubscribe command{.id = "1", .pairs = {"KGS/USD", "KZT/KGS", "x"}};
  const auto change = plan_unsubscribe(command, of_all(), Reader(*site));
  EXPECT_EQ(change.ok, Texts{"KGS/USD"});
  EXPECT_EQ(change.failed, (Failed{{"KZT/KGS", "not_subscribed"}, {"x", "bad_pair"}}));
  EXPECT_EQ(change.options, of({pair("TJS/USD"), pair("UZS/USD")}));
}

TEST_F(Commands, UnsubscribeFromAll) {
  const stream::wire::Unsubscribe command{.id = "1", .pairs = {"*"}};
  EXPECT_EQ(plan_unsubscribe(command, of_all(), Reader(*site)).options, of({}));
}

TEST_F(Commands, WhatIsForbiddenIsNamedAndNotTaken) {
  changing->private_pairs = {pair("TJS/USD")};
  changing->bearers = access::Bearers(
      {{.name = "a", .sha256 = "a", .scopes = {.reads_all = true}, .until = std::nullopt}}, {});
  const stream::wire::Subscribe command{
      .id = "1", .pairs = {"KGS/USD", "TJS/USD", "USD/KGS"}, .since = std::nullopt};
  const auto change = plan_subscribe(command, of({}), context, Reader(*site));
  EXPECT_EQ(change.ok, (Texts{"KGS/USD"}));
  EXPECT_EQ(change.failed, (Failed{{"TJS/USD", "forbidden"}, {"USD/KGS", "forbidden"}}));
  EXPECT_TRUE(change.to_track.empty()) << "nobody is asked for it";
}

TEST_F(Commands, WhatHasBecomeForbiddenMeanwhileIsTakenOut) {
  SubscriptionChange change;
  change.options = of({pair("KGS/USD"), pair("TJS/USD")});
  change.ok = {"KGS/USD", "TJS/USD"};
  changing->private_pairs = {pair("TJS/USD")};
  leave_out_forbidden(change, Reader(*site));
  EXPECT_EQ(change.options, of({pair("KGS/USD")}));
  EXPECT_EQ(change.ok, Texts{"KGS/USD"});
  EXPECT_EQ(change.failed, (Failed{{"TJS/USD", "forbidden"}}));
}

}  // namespace
}  // namespace tickerd::http
