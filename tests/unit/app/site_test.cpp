#include "app/site.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "http/token_bucket.hpp"

namespace tickerd::app {
namespace {

bool has_own_url(const decltype(feeds::FeedSpec::source)& source) {
  Config config;
  config.feeds = {{"bank", source}};
  return make_site(config).sources.at(0).own_url;
}

TEST(Site, KnowsWhichAddressesAreTheOperatorsOwn) {
  feeds::PolledSpec polled;
  polled.preset.url = polled.preset.fallback.instead_of = "https://bank.example/rates";
  EXPECT_FALSE(has_own_url(polled));
  EXPECT_TRUE(has_own_url(feeds::RecordingSpec{.preset = polled.preset, .directory = {}}))
      << "what was asked when it was recorded is not in the preset";
  polled.preset.url = "http://mirror.internal:9000/rates";
  EXPECT_TRUE(has_own_url(polled));
}

TEST(Site, HasAnotherEditionForAnotherBasis) {
  Config config;
  config.pairs = {
      {.pair = rates::CurrencyPair::parse("KGS/USD").value(), .precision = {}, .feeds = {}}};
  const auto edition = make_site(config).edition;
  EXPECT_EQ(make_site(config).edition, edition);
  config.pairs[0].basis = rates::BasisKind::week;
  EXPECT_NE(make_site(config).edition, edition) << "a tag must not outlive what it shows";
}

TEST(Site, HasNoLimitWhereTheConfigurationSaysNone) {
  Config config;
  auto& set = config.limits;
  set.message_bytes = set.header_bytes = set.target_bytes = set.body_bytes = 0;
  set.header_time = set.idle_time = set.write_time = set.close_time = {};
  set.pairs_per_subscription = 0;
  set.control_rate = 0;
  const auto limits = make_site(config).limits;
  constexpr std::size_t tebibyte = std::size_t{1} << 40U;
  for (const auto bytes :
       {limits.message_bytes, limits.header_bytes, limits.target_bytes, limits.body_bytes}) {
    EXPECT_GT(bytes, tebibyte);
    EXPECT_GT(bytes * 4, bytes) << "sums of two do not overflow";
  }
  const auto now = std::chrono::steady_clock::now();
  for (const auto time :
       {limits.header_time, limits.idle_time, limits.write_time, limits.close_time}) {
    EXPECT_GT(now + time, now + std::chrono::years(50));
  }
  EXPECT_GT(limits.pairs_per_subscription, tebibyte);
  http::TokenBucket bucket(limits.control_rate, limits.control_burst, now);
  for (int taken = 0; taken < 100'000; ++taken) {
    ASSERT_EQ(bucket.take(now), http::TokenBucket::Verdict::granted);
  }
}

TEST(Site, HasTheLimitsThatAreSet) {
  Config config;
  config.limits.idle_time = std::chrono::seconds(7);
  config.limits.write_time = std::chrono::seconds(8);
  config.limits.close_time = std::chrono::seconds(9);
  config.limits.body_bytes = 2048;
  config.limits.target_bytes = 512;
  const auto limits = make_site(config).limits;
  EXPECT_EQ(limits.idle_time, std::chrono::seconds(7));
  EXPECT_EQ(limits.write_time, std::chrono::seconds(8));
  EXPECT_EQ(limits.close_time, std::chrono::seconds(9));
  EXPECT_EQ(limits.body_bytes, 2048U);
  EXPECT_EQ(limits.target_bytes, 512U);
}

}  // namespace
}  // namespace tickerd::app
