#include <map>

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
    rules.back().basis = basis_kinds[rules.size() % basis_kinds.size()];
  }
  return rules;
}

std::string shown(const std::optional<Rate>& rate) {
  return rate ? sample::line(*rate) + ": " + sample::bases_line(*rate) : "";
}

class DeskOracle : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DeskOracle, AgreesOnEveryPairAfterEveryUpdate) {
  const auto rules = all_rules();
  Desk desk({market("a"), market("b"), market("c")}, rules);
  sample::Oracle oracle({"a", "b", "c"});
  sample::Chatter chatter(GetParam());
  std::map<BasisKind, int> known;
  for (int round = 0; round < 150; ++round) {
    const auto update = chatter.next();
    const auto now = chatter.now();
    desk.ingest(update, now);
    oracle.hear(update);
    desk.review(now);
    for (const auto& wanted : rules) {
      const auto rate = desk.track(wanted, now);
      const auto right = oracle.rate_of(wanted, now);
      ASSERT_EQ(shown(rate), shown(right)) << "round " << round;
      for (const auto kind : basis_kinds) known[kind] += right && shown_basis(*right, kind) ? 1 : 0;
    }
  }
  for (const auto kind : basis_kinds) {
    EXPECT_GT(known[kind], 300) << to_string(kind) << " is exercised";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeskOracle, testing::Range<std::uint64_t>(1, 6));

}  // namespace
}  // namespace tickerd::rates
