#include <memory>
#include <stdexcept>

#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

/// A listener and its subscription, which go together.
struct Seat {
  Listener listener;
  Subscription subscription;
};

class HubMembership : public HubTest {
 protected:
  void seat(int count, const Options& wanted) {
    for (int i = 0; i < count; ++i) {
      seats.push_back(std::make_unique<Seat>());
      Seat& taken = *seats.back();
      taken.subscription = subscribe(taken.listener, wanted);
      taken.listener.frames.clear();
    }
  }
  std::vector<std::unique_ptr<Seat>> seats;
};

TEST_F(HubMembership, GroupGoesWithItsLastSubscriber) {
  seat(2, options({"KGS/USD"}));
  seat(1, everything());
  EXPECT_EQ(hub.groups(), 2u);
  seats.erase(seats.begin());
  EXPECT_EQ(hub.groups(), 2u);
  seats.clear();
  EXPECT_EQ(hub.groups(), 0u);
  EXPECT_EQ(hub.subscribers(), 0u);
  publish(5, {rate("KGS/USD", "0.012")});
}

TEST_F(HubMembership, MovedSubscriptionIsTheSamePlace) {
  Listener one;
  Subscription first = subscribe(one, options({"KGS/USD"}));
  Subscription second = std::move(first);
  EXPECT_TRUE(second);
  EXPECT_EQ(hub.subscribers(), 1u);
  one.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  one.busy = false;
  second.drained();
  EXPECT_EQ(one.lines().back(), "update e:5<4 [KGS/USD=0.012000@5]");
  second = Subscription();
  EXPECT_EQ(hub.subscribers(), 0u);
}

TEST_F(HubMembership, SubscriberMayLeaveWhileItTakesAFrame) {
  seat(5, options({"KGS/USD"}));
  for (auto& seat : seats) {
    seat->listener.on_deliver = [&seat] { seat->subscription = Subscription(); };
  }
  publish(5, {rate("KGS/USD", "0.012")});
  for (auto& seat : seats) EXPECT_EQ(seat->listener.lines().size(), 1u);
  EXPECT_EQ(hub.subscribers(), 0u);
  EXPECT_EQ(hub.groups(), 0u);
}

TEST_F(HubMembership, SubscriberThatRefusesAFrameMayLeaveMeanwhile) {
  struct Quitter final : Subscriber {
    Subscription place;
    bool quits = false;
    bool deliver(const FramePtr&) override {
      if (quits) place = Subscription();
      return !quits;
    }
  } quitter;
  seat(1, options({"KGS/USD"}));
  quitter.place = subscribe(quitter, options({"KGS/USD"}));
  quitter.quits = true;
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(hub.subscribers(), 1u);
  EXPECT_EQ(seats[0]->listener.lines().size(), 1u);
}

TEST_F(HubMembership, OthersMayGoAwayWhileAFrameIsTaken) {
  for (std::uint64_t round = 0; round < 8; ++round) {
    seats.clear();
    seat(4, options({"KGS/USD"}));
    seat(4, everything());
    Seat* actor = seats[round].get();
    actor->listener.on_deliver = [this, actor] {
      std::erase_if(seats, [&](const auto& seat) { return seat.get() != actor; });
    };
    publish(5 + round, {rate("KGS/USD", std::to_string(round + 1))});
    EXPECT_EQ(hub.subscribers(), 1u);
    EXPECT_EQ(hub.groups(), 1u);
    EXPECT_EQ(actor->listener.lines().size(), 1u);
  }
}

TEST_F(HubMembership, OthersMayComeWhileAFrameIsTaken) {
  seat(1, options({"KGS/USD"}));
  seats[0]->listener.on_deliver = [this] {
    seats[0]->listener.on_deliver = nullptr;
    seat(100, options({"KGS/USD"}));
    seat(1, options({"UZS/USD"}));
  };
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(seats[1]->listener.lines(), Lines{}) << "its snapshot held the batch";
  publish(6, {rate("KGS/USD", "0.013")});
  for (std::size_t i = 1; i <= 100; ++i) {
    EXPECT_EQ(seats[i]->listener.lines(), Lines{"update e:6<5 [KGS/USD=0.013000@6]"});
  }
}

TEST_F(HubMembership, OthersMayChangeTheirPairsWhileAFrameIsTaken) {
  seat(2, everything());
  seats[0]->listener.on_deliver = [this] {
    hub.resubscribe(seats[1]->subscription, options({"KGS/USD", "KZT/KGS"}), std::nullopt);
  };
  seats[1]->listener.on_deliver = [this] {
    hub.resubscribe(seats[0]->subscription, options({"KGS/USD", "KZT/KGS"}), std::nullopt);
  };
  for (auto& seat : seats) {
    seat->listener.on_deliver = [act = seat->listener.on_deliver, &seat] {
      seat->listener.on_deliver = nullptr;
      act();
    };
  }
  publish(5, {rate("KGS/USD", "0.012")});
  for (auto& seat : seats) {
    std::string all;
    for (const auto& line : seat->listener.lines()) all += line + "\n";
    EXPECT_TRUE(all.contains("KGS/USD=0.012000@5")) << all;
    EXPECT_TRUE(all.contains("KZT/KGS=0.18000@4")) << all;
  }
}

TEST_F(HubMembership, AnotherMayBeDrainedWhileAFrameIsTaken) {
  seat(2, options({"KGS/USD"}));
  for (auto& seat : seats) seat->listener.busy = true;
  publish(5, {rate("KGS/USD", "0.012")});
  for (auto& seat : seats) seat->listener.busy = false;
  seats[0]->listener.on_deliver = [this] { seats[1]->subscription.drained(); };
  seats[0]->subscription.drained();
  for (auto& seat : seats) {
    EXPECT_EQ(seat->listener.lines(), Lines{"update e:5<4 [KGS/USD=0.012000@5]"});
  }
}

TEST_F(HubMembership, SubscribersMayLeaveInAHeartbeat) {
  seat(6, options({"KGS/USD"}));
  for (auto& seat : seats) seat->listener.on_deliver = [this] { seats.clear(); };
  const std::chrono::steady_clock::time_point start{};
  for (auto& seat : seats) seat->subscription.beat(start);
  for (std::size_t i = 0; i < seats.size(); ++i) {
    seats[i]->subscription.beat(start + std::chrono::seconds(15));
  }
  EXPECT_EQ(hub.subscribers(), 0u);
}

TEST_F(HubMembership, SubscribersMayLeaveWhenPairsAreConfigured) {
  seat(6, everything());
  for (auto& seat : seats) seat->listener.on_deliver = [this] { seats.clear(); };
  hub.set_configured(sample::pairs({"KGS/USD"}));
  deliver_all();
  EXPECT_EQ(hub.groups(), 0u);
}

TEST_F(HubMembership, PublishingWithinADeliveryIsABug) {
  seat(1, options({"KGS/USD"}));
  seats[0]->listener.on_deliver = [this] {
    EXPECT_THROW(publish(6, {rate("KGS/USD", "0.013")}), std::logic_error);
    EXPECT_THROW(hub.deliver(1), std::logic_error);
  };
  publish(5, {rate("KGS/USD", "0.012")});
  EXPECT_EQ(seats[0]->listener.lines().size(), 1u);
}

TEST_F(HubMembership, ManyComeAndGoInAnyOrder) {
  for (std::uint64_t seq = 5; seq < 200; ++seq) {
    seat(3, seq % 3 ? options({"KGS/USD", "UZS/USD"}) : options({"UZS/USD", "TMT/USD"}));
    seats.erase(seats.begin() + static_cast<std::ptrdiff_t>(seq * 7 % seats.size()));
    seats.erase(seats.begin() + static_cast<std::ptrdiff_t>(seq * 13 % seats.size()));
    for (auto& seat : seats) seat->listener.frames.clear();
    publish(seq, {rate("UZS/USD", std::to_string(seq))});
    for (auto& seat : seats) ASSERT_EQ(seat->listener.frames.size(), 1u) << seq;
    ASSERT_EQ(hub.subscribers(), seats.size());
  }
}

TEST_F(HubMembership, APairThatIsGoneLeavesTheBoardsOfThoseWhoHaveIt) {
  seat(1, options({"KGS/USD", "TJS/USD"}));
  seat(1, options({"TJS/USD"}));
  publish(5, {rate("KGS/USD", "0.012"), rate("TJS/USD", "0.1")});
  for (auto& taken : seats) taken->listener.frames.clear();
  const std::vector gone{rates::CurrencyPair::parse("KGS/USD").value()};
  hub.drop(gone);
  while (hub.deliver(100)) {
  }
  EXPECT_EQ(seats[0]->listener.lines(), Lines{"snapshot e:5 whole [TJS/USD=0.10000@5]"});
  EXPECT_EQ(seats[1]->listener.lines(), Lines{}) << "it has nothing of it";
  EXPECT_EQ(hub.board().find(gone.front()), nullptr);
  seats.clear();
}

TEST_F(HubMembership, WhoResumesFromBeforeAPairLeftGetsTheWholeBoard) {
  hub.set_configured(sample::pairs({"KGS/USD"}));
  Listener before;
  const auto a = subscribe(before, everything(), rates::Position{"e", 4});
  EXPECT_EQ(before.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"})
      << "it may have UZS/USD, which is no longer among them";
  publish(5, {rate("KGS/USD", "0.012")});
  publish(6, {rate("KGS/USD", "0.013")});
  Listener after;
  const auto b = subscribe(after, everything(), rates::Position{"e", 6});
  EXPECT_EQ(after.lines(), Lines{"snapshot e:6 resumed []"});
  hub.drop(sample::pairs({"UZS/USD"}));
  Listener named;
  const auto c = subscribe(named, options({"UZS/USD"}), rates::Position{"e", 6});
  EXPECT_EQ(named.lines(), Lines{"snapshot e:6 whole []"});
}

}  // namespace
}  // namespace tickerd::stream
