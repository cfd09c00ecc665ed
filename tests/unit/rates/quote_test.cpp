#include "rates/quote.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::quote;

TEST(Quote, IsTheSameByAllThatItSays) {
  const auto said = quote("USD/KGS", "87.45", "2026-04-02");
  EXPECT_EQ(said, quote("USD/KGS", "87.450", "2026-04-02"));
  EXPECT_NE(said, quote("EUR/KGS", "87.45", "2026-04-02"));
  EXPECT_NE(said, quote("USD/KGS", "87.46", "2026-04-02"));
  EXPECT_NE(said, quote("USD/KGS", "87.45", "2026-04-01"));
  auto fetched_later = said;
  fetched_later.fetched_at += std::chrono::milliseconds(1);
  EXPECT_NE(said, fetched_later);
  auto dated_otherwise = quote("USD/KGS", "87.45", "2026-04-01");
  dated_otherwise.fetched_at = said.fetched_at;
  EXPECT_NE(said, dated_otherwise);
}

TEST(Quote, IsTheSameWhereverItWasRead) {
  auto read = quote("USD/KGS", "87.45", "2026-04-02");
  read.origin = std::make_shared<const Origin>();
  EXPECT_EQ(read, quote("USD/KGS", "87.45", "2026-04-02"));
}

}  // namespace
}  // namespace tickerd::rates
