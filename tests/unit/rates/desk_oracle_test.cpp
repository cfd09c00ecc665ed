#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/oracle.hpp"

namespace tickerd::rates {
namespace {

using sample::market;
using sample::rule;

std::vector<PairRule> all_rules() {
  std::vector<PairRule> rules;
  for (const char* pair : {"KGS/USD", "USD/KZT", "KZT/USD", "EUR/USD", "UZS/KZT", "UZS/EUR",
                           "KGS/KZT", "EUR/KGS", "KZT/UZS"}) {
    rules.push_back(rule(pair));
    rules.back().max_age = std::chrono::days(2 + 3 * (rules.size() % 3));
  }
  return rules;
}

class DeskOracle : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DeskOracle, AgreesOnEveryPairAfterEveryUpdate) {
  const auto rules = all_rules();
  Desk desk({market("a"), market("b"), market("c")}, rules);
  sample::Oracle oracle({"a", "b", "c"});
  sample::Chatter chatter(GetParam());
  int with_basis = 0;
  for (int round = 0; round < 150; ++round) {
    const auto update = chatter.next();
    const auto now = chatter.now();
    desk.ingest(update, now);
    oracle.hear(update);
    desk.review(now);
    for (const auto& wanted : rules) {
      const auto rate = desk.track(wanted, now);
      const auto shown = rate ? sample::line(*rate) : std::string();
      ASSERT_EQ(shown, oracle.line_of(wanted, now)) << "round " << round;
      if (rate && rate->basis) ++with_basis;
    }
  }
  EXPECT_GT(with_basis, 500) << "the updates exercise the basis";
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeskOracle, testing::Range<std::uint64_t>(1, 6));

}  // namespace
}  // namespace tickerd::rates
