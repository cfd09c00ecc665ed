#include "stream/subscription.hpp"

#include <gtest/gtest.h>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

struct SinceCase {
  std::string name;
  std::string text;
  std::optional<rates::Position> position;
};

class Since : public testing::TestWithParam<SinceCase> {};

TEST_P(Since, IsReadOrLeftOut) { EXPECT_EQ(parse_since(GetParam().text), GetParam().position); }

const SinceCase since_cases[] = {
    {"Usual", "01J8:42", rates::Position{"01J8", 42}},
    {"Zero", "e:0", rates::Position{"e", 0}},
    {"Largest", "e:18446744073709551615", rates::Position{"e", 18446744073709551615u}},
    {"AllLetters", "aZ9._-:1", rates::Position{"aZ9._-", 1}},
    {"LongestEpoch", std::string(64, 'e') + ":1", rates::Position{std::string(64, 'e'), 1}},
    {"Empty", "", std::nullopt},
    {"NoColon", "e42", std::nullopt},
    {"NoEpoch", ":42", std::nullopt},
    {"NoSeq", "e:", std::nullopt},
    {"TooLarge", "e:18446744073709551616", std::nullopt},
    {"Negative", "e:-1", std::nullopt},
    {"Plus", "e:+1", std::nullopt},
    {"Blank", "e: 1", std::nullopt},
    {"Trailing", "e:1x", std::nullopt},
    {"LineBreak", "e\n:1", std::nullopt},
    {"Nul", std::string("e\0:1", 4), std::nullopt},
    {"TwoColons", "e:1:2", std::nullopt},
    {"EpochTooLong", std::string(65, 'e') + ":1", std::nullopt},
};
INSTANTIATE_TEST_SUITE_P(Table, Since, testing::ValuesIn(since_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Since, IsReadBackAsItIsWritten) {
  const rates::Position position{"0b5c-77", 12};
  EXPECT_EQ(to_text(position), "0b5c-77:12");
  EXPECT_EQ(parse_since(to_text(position)), position);
}

TEST(Options, AreSortedWithoutRepeats) {
  const auto options = normalised(sample::options({"TJS/USD", "KGS/USD", "TJS/USD"}));
  EXPECT_EQ(options.pairs, sample::pairs({"KGS/USD", "TJS/USD"}));
}

TEST(Options, AllPairsNeedNoList) {
  Options options = sample::options({"TJS/USD"});
  options.all_pairs = true;
  EXPECT_EQ(normalised(options), sample::everything());
}

TEST(Subscription, EmptyOneStandsForNothing) {
  Subscription empty;
  EXPECT_FALSE(empty);
  Subscription moved = std::move(empty);
  EXPECT_FALSE(moved);
}

}  // namespace
}  // namespace tickerd::stream
