#include <gtest/gtest.h>

#include "feeds/frame_decoder.hpp"
#include "unit/feeds/frames.hpp"

namespace tickerd::feeds {
namespace {

/// A ticker frame of Kraken with that many rows that are none.
std::string bad_rows(int count) {
  std::string text = R"({"channel":"ticker","data":[0)";
  for (int at = 1; at < count; ++at) text += ",0";
  return text + "]}";
}

TEST(FrameLimits, SaysFewOfManyProblemsAndCountsTheRest) {
  test::DecoderOf one("kraken", {"BTC/USD"});
  const auto many = one.decoder.decode(bad_rows(40'000), test::after_all());
  ASSERT_TRUE(many) << many.error().detail;
  ASSERT_EQ((*many)->problems.size(), Frame::most_problems);
  EXPECT_EQ((*many)->problems.back().where, "/data/19");
  EXPECT_EQ((*many)->more_problems, 40'000 - Frame::most_problems);
  const auto few = one.decoder.decode(bad_rows(20), test::after_all());
  ASSERT_TRUE(few) << few.error().detail;
  EXPECT_EQ((*few)->problems.size(), 20U);
  EXPECT_EQ((*few)->more_problems, 0U);
}

}  // namespace
}  // namespace tickerd::feeds
