#include "http/token_bucket.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Verdict = TokenBucket::Verdict;

TEST(TokenBucket, GrantsTheBurstAndThenTheRate) {
  TokenBucket::Instant now{};
  TokenBucket bucket(5, 20, now);
  for (int taken = 0; taken < 20; ++taken) EXPECT_EQ(bucket.take(now), Verdict::granted);
  EXPECT_EQ(bucket.take(now), Verdict::refused);
  EXPECT_EQ(bucket.wait(), milliseconds(200));
  now += milliseconds(200);
  EXPECT_EQ(bucket.take(now), Verdict::granted);
  EXPECT_EQ(bucket.take(now), Verdict::refused);
}

TEST(TokenBucket, GivesUpOnAPeerThatDoesNotHeed) {
  const TokenBucket::Instant now{};
  TokenBucket bucket(5, 20, now);
  int taken = 0;
  while (bucket.take(now) != Verdict::hopeless) ++taken;
  EXPECT_EQ(taken, 39);
}

TEST(TokenBucket, NeverHoldsMoreThanTheBurst) {
  TokenBucket::Instant now{};
  TokenBucket bucket(5, 2, now);
  now += seconds(100);
  EXPECT_EQ(bucket.take(now), Verdict::granted);
  EXPECT_EQ(bucket.take(now), Verdict::granted);
  EXPECT_EQ(bucket.take(now), Verdict::refused);
}

}  // namespace
}  // namespace tickerd::http
