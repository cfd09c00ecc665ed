#include <algorithm>

#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/oracle.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::lines;
using sample::market;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

const Timestamp now = at("2026-04-02T09:00:00Z");

/// What a store does: closes by feed, pair and value date, rates by pair, numbers as text.
class Memory {
 public:
  void keep(const Outcome& outcome) {
    for (auto close : outcome.closes) {
      close.quote.value = sample::number(close.quote.value.exact());
      const auto of = close.quote.as_of.date();
      closes_.insert_or_assign({of, close.feed, close.quote.pair.text()}, close);
    }
    for (auto rate : outcome.rates) {
      rate.value = sample::number(rate.value.exact());
      if (rate.basis) rate.basis->value = sample::number(rate.basis->value.exact());
      for (auto& basis : rate.other_bases) basis.value = sample::number(basis.value.exact());
      rates_.insert_or_assign(rate.pair.text(), SequencedRate{rate, ++seq_});
    }
  }

  void give_back(Desk& desk) const {
    std::vector<SequencedRate> rates;
    for (const auto& [pair, rate] : rates_) rates.push_back(rate);
    std::vector<Close> closes;
    for (const auto& [key, close] : closes_) closes.push_back(close);
    desk.restore(rates, closes);
  }

 private:
  std::map<std::tuple<Date, std::string, std::string>, Close> closes_;
  std::map<std::string, SequencedRate> rates_;
  std::uint64_t seq_ = 0;
};

std::vector<PairRule> rules() {
  return {rule("KGS/USD"), rule("KZT/USD"), rule("UZS/KZT"), rule("EUR/USD"), rule("UZS/EUR")};
}

Desk make_desk() { return Desk({market("a"), market("b"), market("c")}, rules()); }

/// All that is seen of a rate but `open`: of a cross it is kept only while no leg is ahead.
std::string seen(Rate rate) {
  std::erase_if(rate.other_bases, [](const Basis& b) { return b.kind == BasisKind::open; });
  return sample::line(rate) + ": " + sample::bases_line(rate);
}

Lines board(const Desk& desk) {
  Lines all;
  for (const auto& wanted : rules()) {
    const auto* const rate = desk.published(wanted.pair);
    if (rate != nullptr) all.push_back(seen(*rate));
  }
  return all;
}

/// What an outcome tells that was not seen before.
Lines news(const Outcome& outcome, const Lines& before) {
  Lines all;
  for (const auto& rate : outcome.rates) {
    if (std::ranges::find(before, seen(rate)) == before.end()) all.push_back(seen(rate));
  }
  return all;
}

class Restart : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Restart, ChangesNothing) {
  Desk running = make_desk();
  Memory memory;
  sample::Chatter chatter(GetParam());
  for (int round = 0; round < 100; ++round) {
    if (round % 10 == 0) {
      Desk started = make_desk();
      memory.give_back(started);
      ASSERT_EQ(board(started), board(running)) << "round " << round;
      const auto before = board(running);
      EXPECT_EQ(news(started.review(chatter.now()), before),
                news(running.review(chatter.now()), before));
      running = std::move(started);
    }
    const auto update = chatter.next();
    Desk started = make_desk();
    memory.give_back(started);
    const auto before = board(running);
    ASSERT_EQ(board(started), before) << "nobody holds another number than a new client is told";
    auto outcome = running.ingest(update, chatter.now());
    const auto same = started.ingest(update, chatter.now());
    ASSERT_EQ(news(same, before), news(outcome, before)) << "round " << round;
    ASSERT_EQ(board(started), board(running)) << "round " << round;
    ASSERT_EQ(same.closes, outcome.closes);
    ASSERT_EQ(same.refusals.size(), outcome.refusals.size());
    memory.keep(outcome);
    memory.keep(running.review(chatter.now()));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Restart, testing::Range<std::uint64_t>(1, 5));

TEST(RestartedDesk, PublishesNothingForTheSameData) {
  const FeedUpdate first{"a", {quote("USD/KZT", "478.77", "2026-04-01")}};
  const FeedUpdate second{"a", {quote("USD/KZT", "475.09", "2026-04-02")}};
  Memory memory;
  Desk before = make_desk();
  memory.keep(before.ingest(first, now));
  memory.keep(before.ingest(second, now));
  Desk after = make_desk();
  memory.give_back(after);
  EXPECT_TRUE(after.review(now).rates.empty());
  EXPECT_TRUE(after.ingest(second, now).rates.empty());
  EXPECT_EQ(lines(after.ingest({"a", {quote("USD/KZT", "475", "2026-04-03")}}, now).rates),
            Lines{"KZT/USD 0.0021053 0.02% since 2026-04-02 of 2026-04-03 a live"});
}

TEST(RestartedDesk, PublishesWhatAnotherConfigurationChanges) {
  Memory memory;
  Desk before = make_desk();
  memory.keep(before.ingest({"a", {quote("USD/KZT", "400", "2026-04-01")}}, now));
  Desk after({market("a")}, {sample::decimals("KZT/USD", 6)});
  memory.give_back(after);
  EXPECT_EQ(lines(after.review(now).rates),
            Lines{"KZT/USD 0.002500 no basis of 2026-04-01 a live"});
}

TEST(RestartedDesk, KeepsARateWhoseSourceIsGoneAndJudgesItsAge) {
  Memory memory;
  Desk before({market("gone")}, {rule("KGS/USD"), rule("KZT/USD")});
  memory.keep(before.ingest(
      {"gone", {quote("USD/KGS", "80", "2026-04-02"), quote("USD/KZT", "400", "2026-04-02")}},
      now));
  Desk after({market("a")}, {rule("KGS/USD")});
  memory.give_back(after);
  EXPECT_TRUE(after.review(now).rates.empty());
  EXPECT_FALSE(after.tracks(sample::pair("KZT/USD"))) << "nobody asked for it any more";
  const auto late = at("2026-04-07T00:00:01Z");
  EXPECT_EQ(lines(after.review(late).rates),
            Lines{"KGS/USD 0.012500 no basis of 2026-04-02 gone stale"});
  EXPECT_TRUE(after.review(late).rates.empty());
  EXPECT_EQ(lines(after.ingest({"a", {quote("USD/KGS", "80", "2026-04-07")}}, late).rates),
            Lines{"KGS/USD 0.012500 no basis of 2026-04-07 a live"});
}

}  // namespace
}  // namespace tickerd::rates
