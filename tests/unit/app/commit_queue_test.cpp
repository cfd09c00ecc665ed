#include "app/commit_queue.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

rates::CurrencyPair pair(const char* text) { return *rates::CurrencyPair::parse(text); }
rates::Decimal number(int value) { return rates::Decimal(value); }

Commit commit(const char* of, int value, const char* date = "2026-04-01") {
  const rates::AsOf as_of(*rates::parse_date(date));
  Commit made;
  made.rates.push_back({.pair = pair(of),
                        .value = number(value),
                        .precision = {},
                        .basis = {},
                        .as_of = as_of,
                        .fetched_at = {},
                        .source = "kraken"});
  made.closes.push_back(
      {.feed = "kraken",
       .quote = {.pair = pair(of), .value = number(value), .as_of = as_of, .fetched_at = {}}});
  return made;
}

TEST(CommitQueue, GivesBackWhatItTookInItsOrder) {
  CommitQueue queue;
  for (int value = 1; value <= 8; ++value) queue.push(commit("BTC/USD", value));
  for (int value = 1; value <= 8; ++value) {
    ASSERT_FALSE(queue.empty());
    EXPECT_EQ(queue.pop().rates.at(0).value, number(value));
  }
  EXPECT_TRUE(queue.empty());
}

TEST(CommitQueue, BehindASlowDiskKeepsTheNewestOfEachPair) {
  CommitQueue queue;
  for (int value = 1; value <= 1000; ++value) {
    queue.push(commit(value % 2 == 0 ? "BTC/USD" : "ETH/USD", value));
  }
  ASSERT_EQ(queue.size(), CommitQueue::most_waiting);
  for (std::size_t i = 1; i < CommitQueue::most_waiting; ++i) queue.pop();
  const auto last = queue.pop();
  ASSERT_EQ(last.rates.size(), 2U);
  EXPECT_EQ(last.rates[0].value, number(1000));
  EXPECT_EQ(last.rates[1].value, number(999));
  EXPECT_EQ(last.closes.size(), 2U);
}

TEST(CommitQueue, KeepsTheClosesOfDifferentDays) {
  CommitQueue queue;
  for (std::size_t i = 0; i < CommitQueue::most_waiting; ++i) queue.push(commit("BTC/USD", 1));
  queue.push(commit("BTC/USD", 2, "2026-04-02"));
  queue.push(commit("BTC/USD", 3, "2026-04-02"));
  for (std::size_t i = 1; i < CommitQueue::most_waiting; ++i) queue.pop();
  const auto last = queue.pop();
  ASSERT_EQ(last.closes.size(), 2U);
  EXPECT_EQ(last.closes[0].quote.value, number(1));
  EXPECT_EQ(last.closes[1].quote.value, number(3));
}

TEST(CommitQueue, MergesNothingThatSomebodyWaitsFor) {
  CommitQueue queue;
  int calls = 0;
  for (int i = 0; i < 20; ++i) {
    auto awaited = commit("BTC/USD", i);
    awaited.done = [&calls] { ++calls; };
    queue.push(std::move(awaited));
  }
  EXPECT_EQ(queue.size(), 20U);
  while (!queue.empty()) queue.pop().done();
  EXPECT_EQ(calls, 20);
}

}  // namespace
}  // namespace tickerd::app
