#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::everything;
using sample::options;
using sample::rate;
using test::HubTest;
using test::Lines;
using test::Listener;

Options everything_with(std::initializer_list<std::string_view> pairs) {
  auto all = everything();
  all.entitlement.pairs = sample::pairs(pairs);
  return all;
}
Options everything_there_is() {
  auto all = everything();
  all.entitlement.all = true;
  return all;
}

/// UZS/USD is configured and not for everybody.
class HubEntitlement : public HubTest {
 protected:
  HubEntitlement() { configure({"UZS/USD"}); }

  void configure(std::initializer_list<std::string_view> restricted) {
    hub.set_configured(sample::pairs({"UZS/USD", "KGS/USD", "TMT/USD"}), sample::pairs(restricted));
  }
};

TEST_F(HubEntitlement, EachGetsWhatHeIsEntitledTo) {
  Listener anybody;
  Listener holder;
  Listener of_another;
  const auto a = subscribe(anybody, everything());
  const auto b = subscribe(holder, everything_there_is());
  const auto c = subscribe(of_another, everything_with({"TMT/USD", "UZS/USD"}));
  EXPECT_EQ(anybody.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"});
  const Lines whole{"snapshot e:4 whole [UZS/USD=0.000080000@3 KGS/USD=0.011000@2]"};
  EXPECT_EQ(holder.lines(), whole);
  EXPECT_EQ(of_another.lines(), whole);

  publish(5, {rate("UZS/USD", "0.00009")});
  EXPECT_EQ(anybody.lines(), Lines{}) << "not even that there was one";
  EXPECT_EQ(holder.lines(), Lines{"update e:5<4 [UZS/USD=0.000090000@5]"});
  publish(6, {rate("UZS/USD", "0.00007"), rate("KGS/USD", "0.012")});
  EXPECT_EQ(anybody.lines(), Lines{"update e:6<4 [KGS/USD=0.012000@6]"});
}

TEST_F(HubEntitlement, DoesNotSplitThoseWhoNamedTheirPairs) {
  Listener one;
  Listener two;
  auto named = options({"KGS/USD"});
  const auto a = subscribe(one, named);
  named.entitlement.all = true;
  const auto b = subscribe(two, named);
  EXPECT_EQ(hub.groups(), 1U);
}

TEST_F(HubEntitlement, APairThatIsClosedLeavesTheBoardsOfThoseWithoutIt) {
  Listener anybody;
  Listener holder;
  const auto a = subscribe(anybody, everything());
  const auto b = subscribe(holder, everything_there_is());
  anybody.frames.clear();
  configure({"KGS/USD", "UZS/USD"});
  deliver_all();
  EXPECT_EQ(anybody.lines(), Lines{"snapshot e:4 whole []"});
  Listener back;
  const auto c = subscribe(back, everything(), rates::Position{"e", 4});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 whole []"}) << "it may still have KGS/USD";
}

TEST_F(HubEntitlement, APairThatIsOpenedIsNewToThoseWhoResume) {
  Listener anybody;
  const auto a = subscribe(anybody, everything());
  publish(5, {rate("KGS/USD", "0.012")});
  anybody.frames.clear();
  configure({});
  deliver_all();
  const Lines whole{"snapshot e:5 whole [UZS/USD=0.000080000@3 KGS/USD=0.012000@5]"};
  EXPECT_EQ(anybody.lines(), whole);
  Listener back;
  const auto b = subscribe(back, everything(), rates::Position{"e", 5});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:5 resumed [UZS/USD=0.000080000@3]"});
}

TEST_F(HubEntitlement, WhatIsClosedFromTheStartKeepsNobodyFromResuming) {
  Listener back;
  const auto a = subscribe(back, everything(), rates::Position{"e", 4});
  // The fixture had it open before.
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 whole [KGS/USD=0.011000@2]"});
  Hub fresh(Board({"e", 4}, std::vector<rates::SequencedRate>{{rate("KGS/USD", "0.011"), 2}}),
            std::chrono::seconds(15), clock);
  fresh.set_configured(sample::pairs({"KGS/USD"}), sample::pairs({"KGS/USD"}));
  const auto b = fresh.subscribe(back, everything_there_is(), rates::Position{"e", 4});
  EXPECT_EQ(back.lines(), Lines{"snapshot e:4 resumed []"});
}

}  // namespace
}  // namespace tickerd::stream
