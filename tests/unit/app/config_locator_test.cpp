#include "app/config_locator.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

constexpr std::string_view document = R"({
  // "listen" in a comment is no key: {"listen": 1}
  "listen": {"port": 80}, /* { */ "pairs": [
    "KGS/USD",
    {"pair": "UZS/USD"}
  ],
  "сом": "ü", "b/c~d": true, "\u0061bc": {}
})";

struct Located {
  std::string name;
  std::string pointer;
  Place key;
  Place value;
};

class Locator : public testing::TestWithParam<Located> {};

TEST_P(Locator, FindsKeyAndValue) {
  const ConfigLocator locator(document);
  EXPECT_EQ(locator.key(GetParam().pointer), GetParam().key);
  EXPECT_EQ(locator.value(GetParam().pointer), GetParam().value);
}

const Located located[] = {
    {.name = "Whole", .pointer = "", .key = {1, 1}, .value = {1, 1}},
    {.name = "Section", .pointer = "/listen", .key = {3, 3}, .value = {3, 13}},
    {.name = "Nested", .pointer = "/listen/port", .key = {3, 14}, .value = {3, 22}},
    {.name = "AfterComment", .pointer = "/pairs", .key = {3, 35}, .value = {3, 44}},
    {.name = "Element", .pointer = "/pairs/0", .key = {4, 5}, .value = {4, 5}},
    {.name = "InElement", .pointer = "/pairs/1/pair", .key = {5, 6}, .value = {5, 14}},
    {.name = "LettersNotBytes", .pointer = "/сом", .key = {7, 3}, .value = {7, 10}},
    {.name = "EscapedStep", .pointer = "/b~1c~0d", .key = {7, 15}, .value = {7, 24}},
    {.name = "EscapedName", .pointer = "/abc", .key = {7, 30}, .value = {7, 42}},
    {.name = "MissingIsWhatIsAround",
     .pointer = "/listen/port/x/y",
     .key = {3, 22},
     .value = {3, 22}},
    {.name = "MissingAtTheTop", .pointer = "/nothing", .key = {1, 1}, .value = {1, 1}},
};
INSTANTIATE_TEST_SUITE_P(Table, Locator, testing::ValuesIn(located),
                         [](const auto& row) { return row.param.name; });

TEST(Locator, SaysWhichKeysAreThereTwice) {
  const ConfigLocator locator(R"({"a": 1, "b": {"a": 2}, "\u0061": 3})");
  EXPECT_THAT(locator.repeated(), testing::ElementsAre("/a"));
  EXPECT_EQ(locator.key("/a"), (Place{1, 25})) << "the second one";
}

TEST(Locator, SaysThatNestingIsTooDeep) {
  const std::string deepest(ConfigLocator::max_depth + 1, '[');
  EXPECT_FALSE(ConfigLocator(deepest).too_deep());
  EXPECT_TRUE(ConfigLocator(deepest + '[').too_deep());
  EXPECT_TRUE(ConfigLocator(std::string(100'000, '[')).too_deep());
}

TEST(Locator, SurvivesWhatIsNotJson) {
  for (const std::string_view text : {"", "\"", "\"\\", "/", "/*", "//", "}", "]]", ",,", "{\"a\"",
                                      "{\"a\":\"\\", "\xef\xbb", "{x"}) {
    EXPECT_EQ(ConfigLocator(text).value("/a").line > 1, false) << text;
  }
}

TEST(Locator, CountsFromAfterAByteOrderMark) {
  EXPECT_EQ(ConfigLocator("\xef\xbb\xbf{\n \"a\": 1}").value("/a"), (Place{2, 7}));
}

}  // namespace
}  // namespace tickerd::app
