#include "stream/hub.hpp"

#include <map>

#include <fmt/format.h>

#include "stream/deflate.hpp"
#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

TEST_F(HubTest, SnapshotOfAllHoldsConfiguredPairsInTheirOrder) {
  Listener all;
  const auto subscription = subscribe(all, everything());
  EXPECT_EQ(all.lines(), Lines{"snapshot e:4 whole [UZS/USD=0.000080000@3 KGS/USD=0.011000@2]"});
}

TEST_F(HubTest, SnapshotOfNamedPairsIsSorted) {
  Listener some;
  const auto subscription = subscribe(some, options({"UZS/USD", "KZT/KGS", "AAA/BBB"}));
  EXPECT_EQ(some.lines(), Lines{"snapshot e:4 whole [KZT/KGS=0.18000@4 UZS/USD=0.000080000@3]"});
}

TEST_F(HubTest, UpdateGoesToWhomItConcerns) {
  Listener all;
  Listener kgs;
  Listener cross;
  const auto a = subscribe(all, everything());
  const auto b = subscribe(kgs, options({"KGS/USD"}));
  const auto c = subscribe(cross, options({"KZT/KGS"}));
  all.lines(), kgs.lines(), cross.lines();
  publish(5, {rate("KGS/USD", "0.012"), rate("UZS/USD", "0.00009")});
  EXPECT_EQ(all.lines(), Lines{"update e:5<4 [UZS/USD=0.000090000@5 KGS/USD=0.012000@5]"});
  EXPECT_EQ(kgs.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5]"});
  EXPECT_EQ(cross.lines(), Lines{});
  publish(6, {rate("KZT/KGS", "0.19")});
  EXPECT_EQ(all.lines(), Lines{}) << "a pair that somebody asked for is none of the configured";
  EXPECT_EQ(cross.lines(), Lines{"update e:6<4 [KZT/KGS=0.19000@6]"});
}

TEST_F(HubTest, PairWithoutARateComesWhenItHasOne) {
  Listener all;
  Listener one;
  const auto a = subscribe(all, everything());
  const auto b = subscribe(one, options({"TMT/USD"}));
  all.lines();
  EXPECT_EQ(one.lines(), Lines{"snapshot e:4 whole []"});
  publish(5, {rate("TMT/USD", "0.28571")});
  EXPECT_EQ(all.lines(), Lines{"update e:5<4 [TMT/USD=0.28571@5]"});
  EXPECT_EQ(one.lines(), Lines{"update e:5<4 [TMT/USD=0.28571@5]"});
}

TEST_F(HubTest, EqualOptionsShareOneFrame) {
  Listener first;
  Listener second;
  Listener other;
  const auto a = subscribe(first, options({"KGS/USD", "UZS/USD"}));
  const auto b = subscribe(second, options({"UZS/USD", "KGS/USD", "UZS/USD"}));
  const auto c = subscribe(other, options({"KGS/USD"}));
  EXPECT_EQ(hub.groups(), 2u);
  EXPECT_EQ(hub.subscribers(), 3u);
  const auto before = hub.counters().frames;
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(first.frames.back(), second.frames.back());
  EXPECT_NE(first.frames.back(), other.frames.back());
  EXPECT_EQ(hub.counters().frames, before + 2);
}

TEST_F(HubTest, EachShapeHasItsOwnFrame) {
  Listener text;
  Listener json;
  Listener sse;
  Options in_json = everything();
  in_json.numbers = Numbers::json;
  Options over_sse = everything();
  over_sse.transport = Transport::sse;
  const auto a = subscribe(text, everything());
  const auto b = subscribe(json, in_json);
  const auto c = subscribe(sse, over_sse);
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_TRUE(text.frames.back()->contains(R"("rate":"0.012000")"));
  EXPECT_TRUE(json.frames.back()->contains(R"("rate":0.012000,)"));
  EXPECT_TRUE(sse.frames.back()->starts_with("event: update\nid: e:5\ndata: {\"type\":\"update\""));
  EXPECT_TRUE(sse.frames.front()->starts_with("event: snapshot\nid: e:4\ndata: "));
  EXPECT_EQ(test::message_of(*sse.frames.back()), test::message_of(*text.frames.back()));
}

TEST_F(HubTest, CompressedFramesAreSharedToo) {
  Listener plain;
  Listener first;
  Listener second;
  Options compressed = everything();
  compressed.deflated = true;
  const auto a = subscribe(plain, everything());
  const auto b = subscribe(first, compressed);
  const auto c = subscribe(second, compressed);
  publish(5, {rate("KGS/USD", "0.012"), rate("UZS/USD", "0.00009")});
  EXPECT_EQ(first.frames.back(), second.frames.back());
  const Frame& frame = *first.frames.back();
  ASSERT_EQ(static_cast<unsigned char>(frame[0]), 0xC1);
  const auto header = static_cast<unsigned char>(frame[1]) == 126 ? 4u : 2u;
  EXPECT_LT(frame.size(), plain.frames.back()->size());
  EXPECT_EQ(inflate_message(std::string_view(frame).substr(header), 10'000),
            test::message_of(*plain.frames.back()));
}

TEST_F(HubTest, LateComersKeepTheirOwnPrev) {
  Listener early;
  Listener late;
  const auto a = subscribe(early, options({"KGS/USD"}));
  publish(5, {rate("UZS/USD", "0.00009")});  // none of theirs
  const auto b = subscribe(late, options({"KGS/USD"}));
  early.lines();
  EXPECT_EQ(late.lines(), Lines{"snapshot e:5 whole [KGS/USD=0.011000@2]"});
  publish(6, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(early.lines(), Lines{"update e:6<4 [KGS/USD=0.012000@6]"});
  EXPECT_EQ(late.lines(), Lines{"update e:6<5 [KGS/USD=0.012000@6]"});
  publish(7, {rate("KGS/USD", "0.013")});
  EXPECT_EQ(early.frames, late.frames) << "on one level after the first update";
}

TEST_F(HubTest, BusySubscriberGetsOneMergedUpdate) {
  Listener slow;
  auto subscription = subscribe(slow, everything());
  slow.lines();
  slow.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  publish(6, {rate("KGS/USD", "0.013")});
  publish(7, {rate("UZS/USD", "0.00009")});
  EXPECT_EQ(slow.lines(), Lines{});
  EXPECT_EQ(hub.counters().conflated, 3u);
  slow.busy = false;
  const auto encoded = hub.counters().frames;
  subscription.drained();
  EXPECT_EQ(hub.counters().frames, encoded + 1);
  EXPECT_EQ(slow.lines(), Lines{"update e:7<4 [UZS/USD=0.000090000@7 KGS/USD=0.013000@6]"});
  EXPECT_EQ(hub.counters().merged, 1u);
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{}) << "nothing more is owed";
  publish(8, {rate("KGS/USD", "0.014")});
  EXPECT_EQ(slow.lines(), Lines{"update e:8<7 [KGS/USD=0.014000@8]"});
}

TEST_F(HubTest, SubscriberThatIsStillBusyWhenDrainedIsAskedAgain) {
  Listener slow;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  slow.lines();
  slow.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  subscription.drained();
  publish(6, {rate("KGS/USD", "0.013")});
  slow.busy = false;
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{"update e:6<4 [KGS/USD=0.013000@6]"});
}

TEST_F(HubTest, SubscriberThatMissedItsSnapshotGetsItInPlaceOfTheNextUpdate) {
  Listener slow;
  slow.busy = true;
  auto subscription = subscribe(slow, options({"KGS/USD"}));
  publish(5, {rate("KGS/USD", "0.012")});
  slow.busy = false;
  publish(6, {rate("KGS/USD", "0.013")});
  EXPECT_EQ(slow.lines(), Lines{"snapshot e:6 whole [KGS/USD=0.013000@6]"})
      << "an update means nothing without the snapshot";
  subscription.drained();
  EXPECT_EQ(slow.lines(), Lines{});
}

TEST_F(HubTest, BatchDeliveredTwiceGoesOutOnce) {
  Listener one;
  const auto subscription = subscribe(one, options({"KGS/USD"}));
  publish(5, {rate("KGS/USD", "0.012")});
  publish(5, {rate("KGS/USD", "0.012")});
  publish(4, {rate("KGS/USD", "0.011")});
  EXPECT_EQ(one.lines().size(), 2u);
  EXPECT_EQ(hub.counters().batches, 1u);
}

TEST_F(HubTest, NobodyIsAlwaysFirstOrLast) {
  std::vector<Listener> crowd(10);
  std::vector<Subscription> subscriptions;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    subscriptions.push_back(subscribe(crowd[i], i % 2 ? everything() : options({"KGS/USD"})));
    crowd[i].on_deliver = [&order, i] { order.push_back(i); };
  }
  std::map<std::size_t, int> first;
  std::map<std::size_t, int> last;
  for (std::uint64_t seq = 5; seq < 1005; ++seq) {
    order.clear();
    publish(seq, {rate("KGS/USD", std::to_string(seq))});
    ASSERT_EQ(order.size(), crowd.size());
    ++first[order.front()];
    ++last[order.back()];
  }
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    EXPECT_NEAR(first[i], 100, 60) << i;
    EXPECT_NEAR(last[i], 100, 60) << i;
  }
}

TEST_F(HubTest, RatesAreThoseOfAMessageInItsOrder) {
  const auto texts = [&](const Options& of) {
    Lines lines;
    for (const auto* entry : hub.rates(of)) lines.push_back(entry->rate->pair.text());
    return lines;
  };
  EXPECT_EQ(texts(everything()), (Lines{"UZS/USD", "KGS/USD"}));
  EXPECT_EQ(texts(options({"KZT/KGS", "TMT/USD"})), Lines{"KZT/KGS"});
}

}  // namespace
}  // namespace tickerd::stream
