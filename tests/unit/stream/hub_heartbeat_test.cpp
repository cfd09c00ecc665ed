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
  /// Lets a second pass and beats.
  void beat(int times = 1) {
    for (int i = 0; i < times; ++i) hub.beat(now_ += std::chrono::seconds(1));
  }

 private:
  std::chrono::steady_clock::time_point now_{};
};

TEST_F(HeartbeatTest, ComesAfterTheIntervalOfSilence) {
  Listener one;
  const auto subscription = subscribe(one, options({"KGS/USD"}));
  one.lines();
  beat(15);
  EXPECT_EQ(one.lines(), Lines{});
  beat();
  EXPECT_EQ(one.lines(), Lines{"heartbeat 4<4"});
  beat(14);
  EXPECT_EQ(one.lines(), Lines{});
  beat();
  EXPECT_EQ(one.lines(), Lines{"heartbeat 4<4"});
  EXPECT_EQ(hub.counters().heartbeats, 2u);
}

TEST_F(HeartbeatTest, ComesOnlyToThoseWhoHeardNothing) {
  Listener quiet;
  Listener lively;
  Listener late;
  const auto a = subscribe(quiet, options({"KZT/KGS"}));
  const auto b = subscribe(lively, options({"KGS/USD"}));
  beat(10);
  publish(5, {rate("KGS/USD", "0.012")});
  const auto c = subscribe(late, options({"KZT/KGS"}));
  quiet.lines(), lively.lines(), late.lines();
  beat(6);
  EXPECT_EQ(quiet.lines(), Lines{"heartbeat 5<4"});
  EXPECT_EQ(lively.lines(), Lines{});
  EXPECT_EQ(late.lines(), Lines{}) << "its own silence counts, not the group's";
  beat(10);
  EXPECT_EQ(lively.lines(), Lines{"heartbeat 5<5"});
  EXPECT_EQ(late.lines(), Lines{"heartbeat 5<5"});
}

TEST_F(HeartbeatTest, TakesTheSubscriberToTheBoardsSeq) {
  Listener one;
  const auto subscription = subscribe(one, options({"KGS/USD"}));
  publish(5, {rate("UZS/USD", "0.00009")});
  one.lines();
  beat(16);
  publish(6, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(one.lines(), (Lines{"heartbeat 5<4", "update e:6<5 [KGS/USD=0.012000@6]"}));
}

TEST_F(HeartbeatTest, BusySubscriberKeepsItsPrev) {
  Listener slow;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  publish(5, {rate("UZS/USD", "0.00009")});
  slow.lines();
  slow.busy = true;
  beat(20);
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
  beat(40);
  EXPECT_EQ(slow.lines(), Lines{});
}

TEST_F(HeartbeatTest, IsSharedByAllWhoStandAtTheSameSeq) {
  Listener first;
  Listener second;
  Listener sse;
  Options over_sse = everything();
  over_sse.transport = Transport::sse;
  const auto a = subscribe(first, options({"KGS/USD"}));
  const auto b = subscribe(second, options({"UZS/USD"}));
  const auto c = subscribe(sse, over_sse);
  beat(16);
  EXPECT_EQ(first.frames.back(), second.frames.back());
  EXPECT_TRUE(sse.frames.back()->starts_with("event: heartbeat\nid: e:4\ndata: {"));
}

}  // namespace
}  // namespace tickerd::stream
