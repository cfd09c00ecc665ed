#include <nlohmann/json.hpp>

#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using rates::BasisKind;
using sample::options;
using test::HubTest;
using test::Listener;

Options against(BasisKind kind) {
  auto asked = options({"KGS/USD"});
  asked.basis = kind;
  return asked;
}

/// KGS/USD with a previous close and the value of a week before.
rates::Rate kgs(std::string_view value) {
  auto rate = sample::with_basis(sample::rate("KGS/USD", value), "0.0112", "2026-05-18");
  rate.other_bases = {{.kind = BasisKind::week,
                       .value = sample::number("0.0100"),
                       .as_of = sample::as_of("2026-05-12")}};
  return rate;
}

/// The first rate of the newest message: its `change_pct` and its `basis` as JSON text.
std::string shown(const Listener& listener) {
  const auto message = nlohmann::json::parse(test::message_of(*listener.frames.back()));
  const auto& rate = message.at("rates").at(0);
  return rate.at("change_pct").dump() + " " + rate.at("basis").dump();
}

TEST_F(HubTest, EachSubscriberGetsTheBasisItAskedFor) {
  Listener own;
  Listener weekly;
  Listener monthly;
  const auto a = subscribe(own, options({"KGS/USD"}));
  const auto b = subscribe(weekly, against(BasisKind::week));
  const auto c = subscribe(monthly, against(BasisKind::month));
  publish(5, {kgs("0.0112")});
  EXPECT_EQ(shown(own), R"("0" {"as_of":"2026-05-18","kind":"previous_close","rate":"0.011200"})");
  EXPECT_EQ(shown(weekly), R"("12" {"as_of":"2026-05-12","kind":"7d","rate":"0.010000"})");
  EXPECT_EQ(shown(monthly), "null null") << "not known is never a change of 0";
  publish(6, {kgs("0.0113")});
  EXPECT_EQ(shown(weekly), R"("13" {"as_of":"2026-05-12","kind":"7d","rate":"0.010000"})");
  Listener late;
  const auto d = subscribe(late, against(BasisKind::week));
  EXPECT_EQ(shown(late), shown(weekly)) << "in a snapshot too";
}

TEST_F(HubTest, SubscribersOfOneBasisShareTheirFrames) {
  Listener first;
  Listener second;
  Listener other;
  const auto a = subscribe(first, against(BasisKind::week));
  const auto b = subscribe(second, against(BasisKind::week));
  const auto c = subscribe(other, options({"KGS/USD"}));
  EXPECT_EQ(hub.groups(), 2u);
  const auto before = hub.counters().frames;
  publish(5, {kgs("0.0112")});
  EXPECT_EQ(first.frames.back(), second.frames.back());
  EXPECT_NE(first.frames.back(), other.frames.back());
  EXPECT_EQ(hub.counters().frames, before + 2);
}

TEST_F(HubTest, TheConfiguredBasisByItsNameIsTheSame) {
  Listener own;
  Listener named;
  const auto a = subscribe(own, options({"KGS/USD"}));
  const auto b = subscribe(named, against(BasisKind::previous_close));
  publish(5, {kgs("0.0112")});
  EXPECT_EQ(*own.frames.back(), *named.frames.back());
}

TEST_F(HubTest, AnotherBasisBringsTheWhole) {
  Listener one;
  publish(5, {kgs("0.0112")});
  auto subscription = subscribe(one, options({"KGS/USD"}));
  one.frames.clear();
  hub.resubscribe(subscription, against(BasisKind::week), std::nullopt);
  ASSERT_EQ(one.frames.size(), 1u);
  EXPECT_EQ(test::line_of(*one.frames.back()), "snapshot e:5 whole [KGS/USD=0.011200@5]");
  EXPECT_EQ(shown(one), R"("12" {"as_of":"2026-05-12","kind":"7d","rate":"0.010000"})");
}

TEST_F(HubTest, ABasisThatGoesIsTakenFromThoseWhoHadIt) {
  Listener weekly;
  const auto subscription = subscribe(weekly, against(BasisKind::week));
  publish(5, {kgs("0.0112")});
  auto without = kgs("0.0112");
  without.other_bases.clear();
  publish(6, {without});
  EXPECT_EQ(shown(weekly), "null null");
}

}  // namespace
}  // namespace tickerd::stream
