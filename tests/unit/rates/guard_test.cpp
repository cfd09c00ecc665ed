#include "rates/guard.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::number;

const auto now = sample::at("2026-04-02T12:00:00Z");

PairRule bound_of_ten_percent() {
  auto rule = sample::rule("USD/KGS");
  rule.max_jump_percent = number("10");
  return rule;
}

Rate candidate(std::string_view value, std::string_view as_of = "2026-04-02",
               std::string source = "bank", Status status = Status::live) {
  return {.pair = sample::pair("USD/KGS"),
          .value = number(value),
          .precision = {},
          .basis = std::nullopt,
          .as_of = AsOf::parse(as_of).value(),
          .fetched_at = {},
          .source = std::move(source),
          .status = status};
}

/// A guard, what else is known, and whether a value is taken.
struct Judge {
  Guard guard;
  PairRule rule = bound_of_ten_percent();
  std::vector<Witness> pegs;
  std::vector<Witness> others;
  bool is_peg = false;
  bool ticks = false;

  bool takes(const Rate& rate) {
    return guard.takes(rate, {.pegs = pegs, .others = others, .is_peg = is_peg, .ticks = ticks},
                       rule, now);
  }
};

Witness witness(std::string_view value, std::string source) {
  return {.value = number(value), .source = std::move(source)};
}

TEST(GuardRestored, HoldsTheNextValueAgainstWhatWasPublished) {
  Judge judge;
  judge.guard.restore(candidate("80", "2026-04-01", "another"));
  EXPECT_FALSE(judge.takes(candidate("100")));
  EXPECT_TRUE(judge.guard.has_good()) << "80, whoever said it";
}

TEST(GuardRestored, HasProvenWhatWasPublished) {
  Judge judge;
  judge.guard.restore(candidate("80", "2026-04-01"));
  judge.others = {witness("100", "other")};
  EXPECT_TRUE(judge.takes(candidate("81"))) << "near a value that stood, whatever another says";
}

TEST(GuardRestored, TakesAStandInForNoWordOfThePairsOwnSource) {
  Judge judge;
  judge.guard.restore(candidate("80", "2026-04-01", "other", Status::held));
  judge.others = {witness("80", "other")};
  EXPECT_FALSE(judge.takes(candidate("100")));
  EXPECT_FALSE(judge.guard.has_good());

  Judge own;
  own.guard.restore(candidate("80", "2026-04-01", "bank", Status::held));
  EXPECT_FALSE(own.takes(candidate("100")));
  EXPECT_TRUE(own.guard.has_good()) << "the last good value of the source itself";
}

TEST(GuardAgainstPegs, ForgetsAGoodValueThatTheyContradictToo) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  judge.pegs = {witness("60", "pegs")};
  EXPECT_FALSE(judge.takes(candidate("81")));
  EXPECT_FALSE(judge.guard.has_good());
}

TEST(GuardAgainstPegs, KeepsAGoodValueThatTheyBear) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  judge.pegs = {witness("81", "pegs")};
  EXPECT_FALSE(judge.takes(candidate("100")));
  EXPECT_TRUE(judge.guard.has_good());
}

TEST(GuardAgainstPegs, AnOperatorsWordStandsWhileItIsSaidAgain) {
  Judge judge;
  judge.pegs = {witness("80", "pegs")};
  ASSERT_FALSE(judge.takes(candidate("100", "2026-04-01")));
  judge.guard.release();
  EXPECT_TRUE(judge.takes(candidate("100", "2026-04-01")));
  EXPECT_TRUE(judge.takes(candidate("100", "2026-04-02")));
  EXPECT_FALSE(judge.takes(candidate("101", "2026-04-03"))) << "of another value nobody spoke";
}

TEST(GuardAgainstPegs, APegIsAnOperatorsWord) {
  Judge judge;
  judge.pegs = {witness("80", "pegs")};
  judge.is_peg = true;
  EXPECT_TRUE(judge.takes(candidate("100")));
}

TEST(GuardRelease, EndsWithTheNextValueThatIsTaken) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  ASSERT_FALSE(judge.takes(candidate("100")));
  judge.guard.release();
  ASSERT_TRUE(judge.takes(candidate("80")));
  EXPECT_FALSE(judge.takes(candidate("100")));
}

TEST(GuardDoubt, KnowsWhatWasSaidLast) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  ASSERT_FALSE(judge.takes(candidate("100", "2026-04-02T09:00:00Z")));
  ASSERT_FALSE(judge.takes(candidate("102", "2026-04-02T10:00:00Z")));
  const auto& doubt = judge.guard.doubt();
  ASSERT_TRUE(doubt);
  EXPECT_EQ(doubt->value, number("102"));
  EXPECT_EQ(doubt->as_of, AsOf::parse("2026-04-02T10:00:00Z").value());
  EXPECT_EQ(doubt->reason, "moved 27.50 % from 80.0000, the bound is 10 %");
  EXPECT_EQ(doubt->repeats, 1);
}

TEST(GuardDoubt, OfOneDateEndsByTicksOnly) {
  for (const bool ticks : {false, true}) {
    Judge judge;
    judge.ticks = ticks;
    ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
    EXPECT_FALSE(judge.takes(candidate("100", "2026-04-02T09:00:00Z")));
    EXPECT_FALSE(judge.takes(candidate("100", "2026-04-02T09:00:01Z")));
    EXPECT_EQ(judge.takes(candidate("100", "2026-04-02T09:00:02Z")), ticks);
  }
}

TEST(GuardDoubt, TheSameTickHeardAgainConfirmsNothing) {
  Judge judge;
  judge.ticks = true;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  for (int times = 0; times < 5; ++times) {
    EXPECT_FALSE(judge.takes(candidate("100", "2026-04-02T09:00:00Z")));
  }
}

TEST(GuardDoubt, IsNotEndedByTheWordOfAnotherSource) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  ASSERT_FALSE(judge.takes(candidate("100", "2026-04-02")));
  EXPECT_FALSE(judge.takes(candidate("100", "2026-04-03", "another")));
  EXPECT_EQ(judge.guard.doubt()->source, "another");
}

TEST(GuardDoubt, OfAProvenPairKeepsItsGoodValueWhateverOthersSay) {
  Judge judge;
  judge.others = {witness("80", "other")};
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  judge.others = {witness("50", "other")};
  EXPECT_FALSE(judge.takes(candidate("100")));
  EXPECT_TRUE(judge.guard.has_good());
}

TEST(GuardDoubt, OfAnUnprovenPairForgetsItsGoodValue) {
  Judge judge;
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  judge.others = {witness("50", "other")};
  EXPECT_FALSE(judge.takes(candidate("100")));
  EXPECT_FALSE(judge.guard.has_good());
}

TEST(Guard, WantsOthersUntilAProvenValueIsNear) {
  Judge judge;
  EXPECT_TRUE(judge.guard.wants_others(candidate("80"), judge.rule)) << "the first";
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-01")));
  EXPECT_TRUE(judge.guard.wants_others(candidate("80"), judge.rule)) << "not proven yet";
  ASSERT_TRUE(judge.takes(candidate("80", "2026-04-02")));
  EXPECT_FALSE(judge.guard.wants_others(candidate("88"), judge.rule));
  EXPECT_TRUE(judge.guard.wants_others(candidate("88.1"), judge.rule)) << "a jump";
}

}  // namespace
}  // namespace tickerd::rates
