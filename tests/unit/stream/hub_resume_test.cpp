#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

TEST_F(HubTest, ResumeSendsOnlyWhatIsNewer) {
  Listener back;
  const auto subscription = subscribe(back, everything(), rates::Position{"e", 2});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 resumed [UZS/USD=0.000080000@3]"});
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(back.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5]"});
}

TEST_F(HubTest, ResumeMayHaveNothingToSend) {
  Listener back;
  const auto subscription = subscribe(back, options({"KGS/USD"}), rates::Position{"e", 4});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 resumed []"});
}

TEST_F(HubTest, ResumeInAnotherEpochIsWhole) {
  Listener back;
  const auto subscription = subscribe(back, options({"KGS/USD"}), rates::Position{"d", 4});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"});
}

TEST_F(HubTest, ResumeAheadOfTheBoardIsWhole) {
  Listener back;
  const auto subscription = subscribe(back, options({"KGS/USD"}), rates::Position{"e", 5});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"});
}

TEST_F(HubTest, ResumeOverSseCarriesItsId) {
  Listener back;
  Options over_sse = everything();
  over_sse.transport = Transport::sse;
  const auto subscription = subscribe(back, over_sse, rates::Position{"e", 4});
  EXPECT_TRUE(back.frames.front()->starts_with("event: snapshot\nid: e:4\n"));
}

TEST_F(HubTest, ThoseWhoComeWithinAMillisecondShareTheirSnapshot) {
  Listener first, second, back, again, later, other;
  const auto one = subscribe(first, everything());
  const auto two = subscribe(second, everything());
  EXPECT_EQ(first.frames.front(), second.frames.front());
  const auto three = subscribe(back, everything(), rates::Position{"e", 2});
  const auto four = subscribe(again, everything(), rates::Position{"e", 2});
  EXPECT_EQ(back.frames.front(), again.frames.front());
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 resumed [UZS/USD=0.000080000@3]"});
  const auto five = subscribe(other, options({"KGS/USD"}), rates::Position{"e", 2});
  EXPECT_EQ(other.lines(), Lines{"snapshot e:4 resumed []"});
  clock.advance(std::chrono::milliseconds(1));
  const auto six = subscribe(later, everything());
  EXPECT_NE(first.frames.front(), later.frames.front()) << "it says another moment";
  EXPECT_EQ(hub.counters().frames, 4u);
}

TEST_F(HubTest, ASharedSnapshotIsNotKeptBeyondABatchOrAList) {
  Listener first, second, third;
  const auto one = subscribe(first, everything());
  publish(5, {rate("KGS/USD", "0.012")});
  const auto two = subscribe(second, everything());
  EXPECT_EQ(second.lines(), Lines{"snapshot e:5 whole [UZS/USD=0.000080000@3 KGS/USD=0.012000@5]"});
  hub.set_configured(sample::pairs({"KGS/USD"}));
  const auto three = subscribe(third, everything());
  EXPECT_EQ(third.lines(), Lines{"snapshot e:5 whole [KGS/USD=0.012000@5]"});
}

TEST_F(HubTest, ASharedSnapshotGoesWithItsGroup) {
  Listener first, second;
  {
    const auto gone = subscribe(first, options({"KGS/USD"}));
  }
  EXPECT_EQ(hub.groups(), 0u);
  // The new group may well lie where the old one lay.
  const auto other = subscribe(second, options({"UZS/USD"}));
  EXPECT_EQ(second.lines(), Lines{"snapshot e:4 whole [UZS/USD=0.000080000@3]"});
}

TEST_F(HubTest, AddedPairsComeInASnapshotThatKeepsTheRest) {
  Listener one;
  auto subscription = subscribe(one, options({"KGS/USD"}));
  one.lines();
  hub.resubscribe(subscription, options({"KGS/USD", "UZS/USD"}), std::nullopt);
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 resumed [UZS/USD=0.000080000@3]"});
  EXPECT_EQ(subscription.options(), options({"KGS/USD", "UZS/USD"}));
  publish(5, {rate("KGS/USD", "0.012"), rate("UZS/USD", "0.00009")});
  EXPECT_EQ(one.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5 UZS/USD=0.000090000@5]"});
  EXPECT_EQ(hub.groups(), 1u) << "the group it left is gone";
}

TEST_F(HubTest, AddedPairsWithSinceComeWhenTheyAreNewer) {
  Listener one;
  auto subscription = subscribe(one, options({"TMT/USD"}));
  one.lines();
  hub.resubscribe(subscription, options({"KGS/USD", "TMT/USD", "UZS/USD"}),
                  rates::Position{"e", 2});
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 resumed [UZS/USD=0.000080000@3]"});
}

TEST_F(HubTest, AddedPairsWithSinceOfAnotherEpochBringTheWhole) {
  Listener one;
  auto subscription = subscribe(one, options({"KGS/USD"}));
  one.lines();
  hub.resubscribe(subscription, options({"KGS/USD", "UZS/USD"}), rates::Position{"d", 2});
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2 UZS/USD=0.000080000@3]"});
}

TEST_F(HubTest, FirstPairsOfAConnectionAreTheWhole) {
  Listener one;
  auto subscription = subscribe(one, options({}));
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 whole []"});
  hub.resubscribe(subscription, options({"KGS/USD"}), std::nullopt);
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"});
}

TEST_F(HubTest, LeavingPairsOutSendsNothing) {
  Listener one;
  auto subscription = subscribe(one, everything());
  publish(5, {rate("UZS/USD", "0.00009")});
  one.lines();
  hub.resubscribe(subscription, options({"KGS/USD"}), std::nullopt);
  EXPECT_EQ(one.lines(), Lines{});
  publish(6, {rate("UZS/USD", "0.0001")});
  EXPECT_EQ(one.lines(), Lines{});
  publish(7, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(one.lines(), Lines{"update e:7<5 [KGS/USD=0.012000@7]"});
}

TEST_F(HubTest, OtherNumbersBringTheWhole) {
  Listener one;
  auto subscription = subscribe(one, options({"KGS/USD"}));
  Options in_json = options({"KGS/USD"});
  in_json.numbers = Numbers::json;
  one.frames.clear();
  hub.resubscribe(subscription, in_json, std::nullopt);
  ASSERT_EQ(one.frames.size(), 1u);
  EXPECT_TRUE(
      one.frames[0]->contains(R"("resumed":false,"rates":[{"pair":"KGS/USD","rate":0.011)"));
}

TEST_F(HubTest, ChangeOfPairsWhileBusyBringsTheWholeWhenDrained) {
  Listener slow;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  slow.lines();
  slow.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  hub.resubscribe(subscription, options({"KGS/USD", "UZS/USD"}), std::nullopt);
  slow.busy = false;
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{"snapshot e:5 whole [KGS/USD=0.012000@5 UZS/USD=0.000080000@3]"});
}

TEST_F(HubTest, LeavingPairsOutWhileBehindKeepsTheRestOwed) {
  Listener slow;
  auto subscription = subscribe(slow, everything());
  slow.lines();
  slow.busy = true;
  publish(5, {rate("UZS/USD", "0.00009")});
  hub.resubscribe(subscription, options({"KGS/USD"}), std::nullopt);
  publish(6, {rate("KGS/USD", "0.012")});
  slow.busy = false;
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{"update e:6<4 [KGS/USD=0.012000@6]"});
}

TEST_F(HubTest, ConfiguredPairsAddedLaterReachEveryoneOfAll) {
  Listener all;
  Listener named;
  const auto a = subscribe(all, everything());
  const auto b = subscribe(named, options({"KGS/USD"}));
  all.lines(), named.lines();
  hub.set_configured(sample::pairs({"KZT/KGS", "KGS/USD"}));
  deliver_all();
  EXPECT_EQ(all.lines(), Lines{"snapshot e:4 whole [KZT/KGS=0.18000@4 KGS/USD=0.011000@2]"});
  EXPECT_EQ(named.lines(), Lines{});
  publish(5, {rate("KZT/KGS", "0.19"), rate("UZS/USD", "0.00009")});
  EXPECT_EQ(all.lines(), Lines{"update e:5<4 [KZT/KGS=0.19000@5]"});
}

TEST_F(HubTest, SameConfigurationAgainSendsNothing) {
  Listener all;
  const auto subscription = subscribe(all, everything());
  all.lines();
  hub.set_configured(sample::pairs({"UZS/USD", "KGS/USD", "TMT/USD", "KGS/USD"}));
  deliver_all();
  EXPECT_EQ(all.lines(), Lines{});
}

TEST_F(HubTest, ResumeBringsConfiguredPairsTheClientNeverHad) {
  hub.set_configured(sample::pairs({"UZS/USD", "KGS/USD", "KZT/KGS"}));
  Listener before;
  const auto a = subscribe(before, everything(), rates::Position{"e", 4});
  EXPECT_EQ(before.lines(), Lines{"snapshot e:4 resumed [KZT/KGS=0.18000@4]"});
  publish(5, {rate("KGS/USD", "0.012")});
  Listener after;
  const auto b = subscribe(after, everything(), rates::Position{"e", 5});
  EXPECT_EQ(after.lines(), Lines{"snapshot e:5 resumed []"});
}

}  // namespace
}  // namespace tickerd::stream
