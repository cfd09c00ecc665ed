#include <algorithm>
#include <map>
#include <memory>

#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

/// Deliveries that are taken up again and again, and what happens in between.
class HubRounds : public HubTest {
 protected:
  void crowd(std::size_t count, const Options& wanted) {
    for (std::size_t i = 0; i < count; ++i) {
      auto& listener = listeners.emplace_back(std::make_unique<Listener>());
      subscriptions.push_back(subscribe(*listener, wanted));
      listener->lines();
    }
  }
  void take_in(std::uint64_t seq, std::vector<rates::Rate> rates) {
    hub.take_in(sample::batch(epoch, seq, std::move(rates)));
  }
  /// What each of the crowd got since the last call, and how many got it.
  std::map<Lines, int> heard() {
    std::map<Lines, int> all;
    for (auto& listener : listeners) ++all[listener->lines()];
    return all;
  }

  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<Subscription> subscriptions;
};

TEST_F(HubRounds, NothingIsDueAtTheStart) { EXPECT_FALSE(hub.deliver(100)); }

TEST_F(HubRounds, EachCallReachesTheNextSubscribers) {
  crowd(10, options({"KGS/USD"}));
  take_in(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(hub.counters().delivered, 10u) << "their snapshots";
  EXPECT_TRUE(hub.deliver(4));
  EXPECT_EQ(hub.counters().delivered, 14u);
  EXPECT_TRUE(hub.deliver(4));
  EXPECT_EQ(hub.counters().delivered, 18u);
  EXPECT_FALSE(hub.deliver(4));
  EXPECT_EQ(heard(), (std::map<Lines, int>{{{"update e:5<4 [KGS/USD=0.012000@5]"}, 10}}));
}

TEST_F(HubRounds, CallEndsWithItsRound) {
  crowd(10, options({"KGS/USD"}));
  EXPECT_TRUE(hub.between_rounds());
  take_in(5, {rate("KGS/USD", "0.012")});
  hub.deliver(4);
  EXPECT_FALSE(hub.between_rounds());
  take_in(6, {rate("KGS/USD", "0.013")});
  EXPECT_TRUE(hub.deliver(100));
  EXPECT_TRUE(hub.between_rounds());
  EXPECT_EQ(hub.counters().delivered, 20u);
  EXPECT_EQ(hub.rounds(), 1u);
  EXPECT_FALSE(hub.deliver(100));
  EXPECT_EQ(hub.counters().delivered, 24u);
}

TEST_F(HubRounds, GroupsHaveTheirTurnInTheOrderInWhichTheyCame) {
  std::vector<int> turns;
  for (const auto* const pair : {"UZS/USD", "KGS/USD", "TMT/USD", "KZT/KGS"}) {
    crowd(1, options({pair}));
    listeners.back()->on_deliver = [&turns, place = static_cast<int>(listeners.size())] {
      turns.push_back(place);
    };
  }
  for (std::uint64_t seq = 5; seq < 9; ++seq) {
    turns.clear();
    publish(seq, {rate("KGS/USD", "0.012"), rate("KZT/KGS", "0.2"), rate("TMT/USD", "0.3"),
                  rate("UZS/USD", "0.00009")});
    // Round and round, so that nobody is always the last.
    std::ranges::rotate(turns, std::ranges::min_element(turns));
    EXPECT_EQ(turns, (std::vector{1, 2, 3, 4})) << seq;
  }
}

TEST_F(HubRounds, CallEncodesNoMoreThanAFewFrames) {
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    crowd(1, options({"KGS/USD", std::string("AA") + letter + "/USD"}));
  }
  take_in(5, {rate("KGS/USD", "0.012")});
  const auto frames = hub.counters().frames;
  EXPECT_TRUE(hub.deliver(100));
  EXPECT_EQ(hub.counters().frames, frames + 16);
  EXPECT_FALSE(hub.deliver(100));
  EXPECT_EQ(hub.counters().frames, frames + 26);
}

TEST_F(HubRounds, BatchesTakenInTogetherGoOutAsOneUpdate) {
  crowd(3, everything());
  for (std::uint64_t seq = 5; seq < 20; ++seq) {
    take_in(seq, {rate(seq % 2 ? "KGS/USD" : "UZS/USD", std::to_string(seq))});
  }
  const auto frames = hub.counters().frames;
  deliver_all();
  EXPECT_EQ(heard(),
            (std::map<Lines, int>{{{"update e:19<4 [UZS/USD=18.000@18 KGS/USD=19.000@19]"}, 3}}));
  EXPECT_EQ(hub.counters().frames, frames + 1);
}

TEST_F(HubRounds, BatchAmidARoundReachesEveryoneOnce) {
  crowd(10, options({"KGS/USD"}));
  take_in(5, {rate("KGS/USD", "0.012")});
  hub.deliver(4);
  take_in(6, {rate("KGS/USD", "0.013")});
  deliver_all();
  EXPECT_EQ(heard(),
            (std::map<Lines, int>{
                {{"update e:5<4 [KGS/USD=0.012000@5]", "update e:6<5 [KGS/USD=0.013000@6]"}, 4},
                {{"update e:6<4 [KGS/USD=0.013000@6]"}, 6}}));
}

TEST_F(HubRounds, BatchOfOthersAmidARoundSendsNothingWithoutARate) {
  crowd(10, options({"KGS/USD"}));
  take_in(5, {rate("KGS/USD", "0.012")});
  hub.deliver(4);
  take_in(6, {rate("KGS/USD", "0.013")});
  hub.deliver(4);
  take_in(7, {rate("UZS/USD", "0.00009")});
  deliver_all();
  EXPECT_EQ(heard(),
            (std::map<Lines, int>{
                {{"update e:5<4 [KGS/USD=0.012000@5]", "update e:7<5 [KGS/USD=0.013000@6]"}, 4},
                {{"update e:6<4 [KGS/USD=0.013000@6]"}, 4},
                {{"update e:7<4 [KGS/USD=0.013000@6]"}, 2}}));
}

TEST_F(HubRounds, AnotherEpochAmidARoundTakesTheWholeToEveryoneOnce) {
  crowd(10, options({"KGS/USD"}));
  take_in(50, {rate("KGS/USD", "0.012")});
  hub.deliver(4);
  epoch = "f";
  take_in(1, {rate("UZS/USD", "0.00009")});
  hub.resubscribe(subscriptions[0], options({"KGS/USD", "KZT/KGS"}), std::nullopt);
  deliver_all();
  for (std::size_t i = 1; i < listeners.size(); ++i) {
    EXPECT_EQ(listeners[i]->lines().back(), "snapshot f:1 whole [KGS/USD=0.012000@1]");
  }
  EXPECT_EQ(listeners[0]->lines().back(),
            "snapshot f:1 whole [KGS/USD=0.012000@1 KZT/KGS=0.18000@1]");
  EXPECT_EQ(hub.counters().delivered, 10u + 4u + 10u);
}

TEST_F(HubRounds, ThoseWhoLeaveAmidARoundTakeNobodysTurn) {
  for (std::size_t gone = 0; gone < 10; ++gone) {
    listeners.clear();
    subscriptions.clear();
    crowd(10, options({"KGS/USD"}));
    const auto before = hub.counters().delivered;
    take_in(5 + gone, {rate("KGS/USD", std::to_string(gone + 1))});
    hub.deliver(5);
    const bool had_its_turn = !listeners[gone]->frames.empty();
    subscriptions[gone] = Subscription();
    crowd(1, options({"KGS/USD"}));
    deliver_all();
    EXPECT_EQ(hub.counters().delivered - before, (had_its_turn ? 10u : 9u) + 1u);
    EXPECT_EQ(hub.subscribers(), 10u);
  }
}

TEST_F(HubRounds, GroupThatEndsAmidARoundIsPassedOver) {
  crowd(1, options({"KGS/USD"}));
  crowd(1, options({"KGS/USD", "UZS/USD"}));
  crowd(1, options({"KGS/USD", "KZT/KGS"}));
  take_in(5, {rate("KGS/USD", "0.012")});
  subscriptions[1] = Subscription();
  EXPECT_EQ(hub.groups(), 2u);
  hub.deliver(1);
  take_in(6, {rate("KGS/USD", "0.013")});
  subscriptions[0] = Subscription();
  EXPECT_EQ(hub.groups(), 1u);
  deliver_all();
  EXPECT_EQ(listeners[2]->lines().back(),
            "update e:6<" + std::string(listeners[0]->frames.empty() ? "5" : "4") +
                " [KGS/USD=0.013000@6]");
  subscriptions.clear();
  EXPECT_EQ(hub.groups(), 0u);
  EXPECT_FALSE(hub.deliver(1));
}

TEST_F(HubRounds, GroupThatEndsTakesNoOthersTurnWhateverChangedFirst) {
  for (std::size_t gone = 0; gone < 3; ++gone) {
    listeners.clear();
    subscriptions.clear();
    for (const auto* const pair : {"UZS/USD", "KGS/USD", "KZT/KGS"}) crowd(1, options({pair}));
    const auto value = std::to_string(gone + 2);
    take_in(5 + gone, {rate("KGS/USD", value), rate("KZT/KGS", value), rate("UZS/USD", value)});
    hub.deliver(1);
    const auto before = hub.counters().delivered;
    const bool had_its_turn = !listeners[gone]->frames.empty();
    subscriptions[gone] = Subscription();
    deliver_all();
    EXPECT_EQ(hub.counters().delivered - before, had_its_turn ? 2u : 1u) << gone;
  }
}

TEST_F(HubRounds, LastOfAGroupMayLeaveWhileItsTurnIsInterrupted) {
  crowd(3, options({"KGS/USD"}));
  take_in(5, {rate("KGS/USD", "0.012")});
  hub.deliver(1);
  subscriptions.clear();
  EXPECT_EQ(hub.subscribers(), 0u);
  deliver_all();
  EXPECT_EQ(hub.groups(), 0u);
}

}  // namespace
}  // namespace tickerd::stream
