#include "http/histogram.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Histogram, CountsByRangesWhoseUpperEndBelongsToThem) {
  Histogram times;
  times.add(microseconds(1));
  times.add(milliseconds(1));
  times.add(microseconds(1001));
  times.add(seconds(10));
  times.add(seconds(11));
  EXPECT_EQ(times.count(0), 2u);
  EXPECT_EQ(times.count(1), 1u);
  EXPECT_EQ(times.count(Histogram::bounds.size() - 1), 1u);
  EXPECT_EQ(times.count(Histogram::bounds.size()), 1u);
  EXPECT_DOUBLE_EQ(times.sum_seconds(), 21.002002);
}

TEST(Histogram, TakesATimeThatRanBackForNone) {
  Histogram times;
  times.add(seconds(-1));
  EXPECT_EQ(times.count(0), 1u);
  EXPECT_EQ(times.sum_seconds(), 0);
}

}  // namespace
}  // namespace tickerd::http
