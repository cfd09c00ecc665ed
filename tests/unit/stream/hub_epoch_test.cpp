#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

TEST_F(HubTest, AnotherEpochTakesTheWholeToEveryone) {
  Listener all;
  Listener other;
  const auto a = subscribe(all, everything());
  const auto b = subscribe(other, options({"KZT/KGS"}));
  all.lines(), other.lines();
  epoch = "f";
  publish(1, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(all.lines(), Lines{"snapshot f:1 whole [UZS/USD=0.000080000@1 KGS/USD=0.012000@1]"});
  EXPECT_EQ(other.lines(), Lines{"snapshot f:1 whole [KZT/KGS=0.18000@1]"});
  publish(2, {rate("KZT/KGS", "0.19")});
  EXPECT_EQ(other.lines(), Lines{"update f:2<1 [KZT/KGS=0.19000@2]"});
}

TEST_F(HubTest, AnotherEpochReachesTheBusyWhenTheyHaveDrained) {
  Listener slow;
  Listener slower;
  auto a = subscribe(slow, options({"KGS/USD"}));
  auto b = subscribe(slower, options({"KGS/USD"}));
  slow.lines(), slower.lines();
  slower.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  slow.lines();
  slow.busy = true;
  epoch = "f";
  publish(1, {rate("UZS/USD", "0.00009")});
  slow.busy = slower.busy = false;
  a.drained();
  b.drained();
  EXPECT_EQ(slow.lines(), Lines{"snapshot f:1 whole [KGS/USD=0.012000@1]"});
  EXPECT_EQ(slower.lines(), Lines{"snapshot f:1 whole [KGS/USD=0.012000@1]"});
}

TEST_F(HubTest, AnotherEpochAtTheSameSeqIsNotTakenForTheOld) {
  Listener one;
  const auto subscription = subscribe(one, options({"KGS/USD"}));
  one.lines();
  epoch = "f";
  publish(4, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(one.lines(), Lines{"snapshot f:4 whole [KGS/USD=0.012000@4]"});
  epoch = "g";
  publish(4, {rate("KGS/USD", "0.013")});
  EXPECT_EQ(one.lines(), Lines{"snapshot g:4 whole [KGS/USD=0.013000@4]"});
}

TEST_F(HubTest, DurableEpochComesBackAfterAVolatileOne) {
  Listener one;
  const auto subscription = subscribe(one, options({"KGS/USD", "UZS/USD"}));
  epoch = "volatile";
  publish(1, {rate("KGS/USD", "0.012")});
  one.lines();
  epoch = "e";
  publish(5, {rate("UZS/USD", "0.00009")});
  EXPECT_EQ(one.lines(), Lines{"snapshot e:5 whole [KGS/USD=0.012000@5 UZS/USD=0.000090000@5]"});
  Listener back;  // was away all the time
  const auto resumed = subscribe(back, options({"KGS/USD"}), rates::Position{"e", 4});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:5 resumed [KGS/USD=0.012000@5]"});
}

TEST_F(HubTest, FirstBatchOfAnEmptyHubBringsItsEpoch) {
  Hub empty(Board(), std::chrono::seconds(15), clock);
  empty.set_configured(sample::pairs({"KGS/USD"}));
  Listener one;
  const auto subscription = empty.subscribe(one, everything(), std::nullopt);
  EXPECT_EQ(one.lines(), Lines{"snapshot :0 whole []"});
  empty.take_in(sample::batch("e", 1, {rate("KGS/USD", "0.012")}));
  EXPECT_FALSE(empty.deliver(1));
  EXPECT_EQ(one.lines(), Lines{"snapshot e:1 whole [KGS/USD=0.012000@1]"});
}

}  // namespace
}  // namespace tickerd::stream
