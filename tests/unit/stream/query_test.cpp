#include "stream/query.hpp"

#include <gtest/gtest.h>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

rates::Result<StreamQuery> parse(const Fields& fields, std::size_t max_pairs = 4) {
  return parse_query(fields, Transport::sse, max_pairs);
}

TEST(Query, WithoutFieldsAsksForEverything) {
  const auto query = parse({});
  ASSERT_TRUE(query);
  Options expected = sample::everything();
  expected.transport = Transport::sse;
  EXPECT_EQ(query->options, expected);
  EXPECT_EQ(query->since, std::nullopt);
}

TEST(Query, StarAsksForEverything) {
  const auto query = parse({{"pairs", "*"}});
  ASSERT_TRUE(query);
  EXPECT_TRUE(query->options.all_pairs);
}

TEST(Query, PairsComeWithSlashOrDash) {
  const auto query = parse({{"pairs", "TJS-USD,KGS/USD"}, {"pairs", "KZT/KGS,KGS/USD"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->options.pairs, sample::pairs({"KGS/USD", "KZT/KGS", "TJS/USD"}));
  EXPECT_FALSE(query->options.all_pairs);
}

TEST(Query, BadPairSpoilsOnlyItself) {
  const auto query = parse({{"pairs", "KGS/USD,kgs/usd,USD/USD," + std::string(200, 'X')}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->options.pairs, sample::pairs({"KGS/USD"}));
  EXPECT_EQ(query->failed, (std::vector<wire::FailedPair>{{"kgs/usd", "bad_pair"},
                                                          {"USD/USD", "bad_pair"},
                                                          {std::string(64, 'X'), "bad_pair"}}));
}

TEST(Query, OnlyBadPairsAskForNothingRatherThanEverything) {
  const auto query = parse({{"pairs", "nonsense"}});
  ASSERT_TRUE(query);
  EXPECT_FALSE(query->options.all_pairs);
  EXPECT_TRUE(query->options.pairs.empty());
  EXPECT_EQ(query->failed.size(), 1u);
}

TEST(Query, TakesNumbersAsTextByName) {
  const auto query = parse({{"numbers", "json"}, {"numbers", "text"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->options.numbers, Numbers::text);
}

TEST(Query, KnowsNothingOfOtherFields) {
  const auto query = parse({{"until", "e:7"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->since, std::nullopt);
}

TEST(Query, TakesSinceAndNumbers) {
  const auto query = parse({{"since", "e:7"}, {"numbers", "json"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->since, (rates::Position{"e", 7}));
  EXPECT_EQ(query->options.numbers, Numbers::json);
  EXPECT_EQ(query->options.basis, std::nullopt);
}

TEST(Query, TakesEveryBasis) {
  for (const auto kind : rates::basis_kinds) {
    const auto query = parse({{"basis", std::string(rates::to_string(kind))}});
    ASSERT_TRUE(query);
    EXPECT_EQ(query->options.basis, kind);
  }
}

TEST(Query, SinceOfNoKnownFormAsksForTheWhole) {
  const auto query = parse({{"since", "yesterday"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->since, std::nullopt);
}

TEST(Query, LeavesOtherFieldsToOthers) {
  EXPECT_TRUE(parse({{"token", "x"}, {"format", "rows"}, {"", ""}}));
}

struct BadQueryCase {
  std::string name;
  Fields fields;
  std::string detail;
};

class BadQuery : public testing::TestWithParam<BadQueryCase> {};

TEST_P(BadQuery, SaysWhatWasExpectedAndWhatCame) {
  const auto query = parse(GetParam().fields);
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().code, rates::Errc::bad_argument);
  EXPECT_EQ(query.error().detail, GetParam().detail);
}

const BadQueryCase bad_queries[] = {
    {"NoPairs", {{"pairs", ""}}, "pairs: expected pairs such as KGS/USD, or *, got nothing"},
    {"TrailingComma",
     {{"pairs", "KGS/USD,"}},
     "pairs: expected pairs such as KGS/USD, or *, got nothing"},
    {"StarAndOthers",
     {{"pairs", "*,KGS/USD"}},
     "pairs: * stands for all pairs, expected no others beside it"},
    {"TooMany", {{"pairs", "A1/B1,A1/B2,A1/B3,x,y"}}, "pairs: expected at most 4, got 5"},
    {"UnknownBasis",
     {{"basis", "1y"}},
     "basis: expected a basis (previous_close, open, 24h, 7d, 30d, previous), got \"1y\""},
    {"NoBasis",
     {{"basis", ""}},
     "basis: expected a basis (previous_close, open, 24h, 7d, 30d, previous), got \"\""},
    {"UnknownNumbers", {{"numbers", "float"}}, "numbers: expected json or text, got \"float\""},
};
INSTANTIATE_TEST_SUITE_P(Table, BadQuery, testing::ValuesIn(bad_queries),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::stream
