#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

class HeartbeatTest : public HubTest {
 protected:
  /// Lets a second pass and has each of `subscriptions` looked after, so many `times`.
  template <class... Subscriptions>
  void beat(int times, Subscriptions&... subscriptions) {
    for (int i = 0; i < times; ++i) {
      now_ += std::chrono::seconds(1);
      (subscriptions.beat(now_), ...);
    }
  }

 private:
  std::chrono::steady_clock::time_point now_{};
};

TEST_F(HeartbeatTest, ComesAfterTheIntervalOfSilence) {
  Listener one;
  auto subscription = subscribe(one, options({"KGS/USD"}));
  one.lines();
  beat(15, subscription);
  EXPECT_EQ(one.lines(), Lines{});
  beat(1, subscription);
  EXPECT_EQ(one.lines(), Lines{"heartbeat 4<4"});
  beat(14, subscription);
  EXPECT_EQ(one.lines(), Lines{});
  beat(1, subscription);
  EXPECT_EQ(one.lines(), Lines{"heartbeat 4<4"});
  EXPECT_EQ(hub.counters().heartbeats, 2u);
}

TEST_F(HeartbeatTest, ComesOnlyToThoseWhoHeardNothing) {
  Listener quiet;
  Listener lively;
  Listener late;
  auto a = subscribe(quiet, options({"KZT/KGS"}));
  auto b = subscribe(lively, options({"KGS/USD"}));
  beat(10, a, b);
  publish(5, {rate("KGS/USD", "0.012")});
  auto c = subscribe(late, options({"KZT/KGS"}));
  quiet.lines(), lively.lines(), late.lines();
  beat(6, a, b, c);
  EXPECT_EQ(quiet.lines(), Lines{"heartbeat 5<4"});
  EXPECT_EQ(lively.lines(), Lines{});
  EXPECT_EQ(late.lines(), Lines{}) << "its own silence counts, not the group's";
  beat(10, a, b, c);
  EXPECT_EQ(lively.lines(), Lines{"heartbeat 5<5"});
  EXPECT_EQ(late.lines(), Lines{"heartbeat 5<5"});
}

TEST_F(HeartbeatTest, TakesTheSubscriberToTheBoardsSeq) {
  Listener one;
  auto subscription = subscribe(one, options({"KGS/USD"}));
  publish(5, {rate("UZS/USD", "0.00009")});
  one.lines();
  beat(16, subscription);
  publish(6, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(one.lines(), (Lines{"heartbeat 5<4", "update e:6<5 [KGS/USD=0.012000@6]"}));
}

TEST_F(HeartbeatTest, BusySubscriberKeepsItsPrev) {
  Listener slow;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  publish(5, {rate("UZS/USD", "0.00009")});
  slow.lines();
  slow.busy = true;
  beat(20, subscription);
  slow.busy = false;
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{}) << "a heartbeat is not made up for";
  publish(6, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(slow.lines(), Lines{"update e:6<4 [KGS/USD=0.012000@6]"});
}

TEST_F(HeartbeatTest, IsNotSentToThoseWhoAreOwedMore) {
  Listener slow;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  slow.lines();
  slow.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  slow.busy = false;
  beat(40, subscription);
  EXPECT_EQ(slow.lines(), Lines{});
}

TEST_F(HeartbeatTest, IsNotSentBeforeNewsThatAreDue) {
  Listener one;
  Listener other;
  auto a = subscribe(one, options({"KGS/USD"}));
  auto b = subscribe(other, options({"KGS/USD"}));
  beat(1, a, b);
  one.lines(), other.lines();
  hub.take_in(sample::batch("e", 5, {rate("KGS/USD", "0.012")}));
  beat(20, a, b);
  EXPECT_TRUE(hub.deliver(1));
  beat(20, a, b);
  deliver_all();
  EXPECT_EQ(one.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5]"});
  EXPECT_EQ(other.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5]"});
}

TEST_F(HeartbeatTest, IsSharedByAllWhoStandAtTheSameSeq) {
  Listener first;
  Listener second;
  Listener sse;
  Options over_sse = everything();
  over_sse.transport = Transport::sse;
  auto a = subscribe(first, options({"KGS/USD"}));
  auto b = subscribe(second, options({"UZS/USD"}));
  auto c = subscribe(sse, over_sse);
  const auto encoded = hub.counters().frames;
  beat(16, a, b, c);
  EXPECT_EQ(hub.counters().frames, encoded + 2) << "one for each transport";
  EXPECT_EQ(first.frames.back(), second.frames.back());
  EXPECT_TRUE(sse.frames.back()->starts_with("event: heartbeat\nid: e:4\ndata: {"));
}

}  // namespace
}  // namespace tickerd::stream
