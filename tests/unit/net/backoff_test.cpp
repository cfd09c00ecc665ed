#include "net/backoff.hpp"

#include <chrono>
#include <set>

#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

Backoff failed(int times, milliseconds interval, milliseconds longest, unsigned seed = 1) {
  Backoff backoff(interval, longest, seed);
  for (int time = 0; time < times; ++time) backoff.failed();
  return backoff;
}

TEST(Backoff, WaitsTheIntervalAfterSuccess) {
  auto backoff = failed(3, 5s, 60s);
  backoff.succeeded();
  EXPECT_EQ(backoff.failures(), 0);
  EXPECT_EQ(backoff.next(), 5s);
}

TEST(Backoff, WaitsTheIntervalEvenWhenItIsLongerThanTheLongestPause) {
  EXPECT_EQ(Backoff(6h, 15min, 1).next(), 6h);
}

struct PauseCase {
  const char* name;
  int failures;
  milliseconds interval, longest;
  milliseconds whole;
};

class BackoffPause : public testing::TestWithParam<PauseCase> {};

TEST_P(BackoffPause, IsHalfToWholeOfTheDoubledInterval) {
  const auto& row = GetParam();
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto pause = failed(row.failures, row.interval, row.longest, seed).next();
    ASSERT_GE(pause, row.whole / 2);
    ASSERT_LE(pause, row.whole);
  }
}

const PauseCase pause_cases[] = {
    {"FirstFailure", 1, 1s, 60s, 2s},
    {"SecondFailure", 2, 1s, 60s, 4s},
    {"FifthFailure", 5, 1s, 60s, 32s},
    {"SixthIsCapped", 6, 1s, 60s, 60s},
    {"AThousandthIsCapped", 1000, 1s, 60s, 60s},
    {"IntervalLongerThanTheLongest", 1, 6h, 15min, 15min},
    {"IntervalOfAThousandYears", 40, 24h * 365'000, 24h * 365'000'0, 24h * 365'000'0},
};
INSTANTIATE_TEST_SUITE_P(Table, BackoffPause, testing::ValuesIn(pause_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Backoff, LeavesAllOfAPauseToChanceWhenAsked) {
  milliseconds least = 1h;
  milliseconds most = 0ms;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Backoff backoff(1s, 60s, seed, Backoff::Jitter::full);
    backoff.failed();
    const auto pause = backoff.next();
    least = std::min(least, pause);
    most = std::max(most, pause);
  }
  EXPECT_LT(least, 200ms);
  EXPECT_GT(most, 1800ms);
  EXPECT_LE(most, 2s);
}

TEST(Backoff, DiffersFromClientToClient) {
  std::set<milliseconds> pauses;
  for (unsigned seed = 0; seed < 50; ++seed) pauses.insert(failed(3, 1s, 60s, seed).next());
  EXPECT_GT(pauses.size(), 25U);
}

TEST(Backoff, SameSeedSamePauses) {
  EXPECT_EQ(failed(3, 1s, 60s, 7).next(), failed(3, 1s, 60s, 7).next());
}

TEST(Backoff, TakesAnIntervalOfNothing) {
  EXPECT_GE(Backoff(0ms, 0ms, 1).next(), 1ms);
  EXPECT_GE(failed(1, 0ms, 0ms).next(), 1ms);
}

}  // namespace
}  // namespace tickerd::net
