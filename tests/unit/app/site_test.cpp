#include "app/site.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tickerd::app
