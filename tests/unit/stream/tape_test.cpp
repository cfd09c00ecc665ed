#include "stream/tape.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

rates::Rate five_decimals(std::string_view pair, std::string_view value, std::string_view before) {
  auto rate = sample::with_basis(sample::rate(pair, value), before, "2026-05-18");
  rate.precision = {.kind = rates::Precision::Kind::decimals, .digits = 5};
  return rate;
}

std::string tape(const std::vector<rates::Rate>& rates) {
  std::vector<const rates::Rate*> all;
  for (const auto& rate : rates) all.push_back(&rate);
  return tape_text(all);
}

TEST(Tape, ReadsAsNewsroomsPrintIt) {
  EXPECT_EQ(tape({five_decimals("KGS/USD", "0.0114351", "0.0114351"),
                  five_decimals("KZT/USD", "0.00196", "0.00196"),
                  five_decimals("TJS/USD", "0.09687", "0.096667"),
                  five_decimals("UZS/USD", "0.00008", "0.00008"),
                  five_decimals("TMT/USD", "0.28575", "0.28575")}),
            "KGS/USD = 0.01144 0% • KZT/USD = 0.00196 0% • TJS/USD = 0.09687 0.21% • "
            "UZS/USD = 0.00008 0% • TMT/USD = 0.28575 0%");
}

TEST(Tape, FallHasAMinusSign) {
  EXPECT_EQ(tape({five_decimals("KGS/USD", "0.9", "1")}), "KGS/USD = 0.90000 -10%");
}

TEST(Tape, WithoutBasisShowsNoPercent) {
  EXPECT_EQ(tape({sample::rate("KGS/USD", "0.9")}), "KGS/USD = 0.90000");
}

TEST(Tape, ShowsTheBasisThatWasAskedFor) {
  auto rate = five_decimals("KGS/USD", "0.9", "1");
  rate.other_bases = {{.kind = rates::BasisKind::week,
                       .value = sample::number("0.8"),
                       .as_of = sample::as_of("2026-05-12")}};
  const std::vector<const rates::Rate*> one{&rate};
  EXPECT_EQ(tape_text(one, rates::BasisKind::week), "KGS/USD = 0.90000 12.5%");
  EXPECT_EQ(tape_text(one, rates::BasisKind::month), "KGS/USD = 0.90000");
}

TEST(Tape, OfNothingIsEmpty) { EXPECT_EQ(tape({}), ""); }

}  // namespace
}  // namespace tickerd::stream
