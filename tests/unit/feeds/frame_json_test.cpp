#include "feeds/frame_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/json_tree.hpp"
#include "unit/feeds/frames.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;

/// Writes what was read, so that two readers can be compared.
std::string written(const JsonValue& value) {
  std::string out = std::to_string(static_cast<int>(value.kind)) + "(" + value.text;
  for (const auto& [name, child] : value.members) out += "|" + name + "=" + written(child);
  return out + ")";
}

std::string written(const FrameJson& json, std::uint32_t number = 0) {
  const auto& value = json.value(number);
  std::string out = std::to_string(static_cast<int>(value.kind)) + "(" + std::string(value.text);
  for (auto child = json.first_child(number); child < value.end; child = json.value(child).end) {
    out += "|" + std::string(json.value(child).name) + "=" + written(json, child);
  }
  return out + ")";
}

TEST(FrameJson, ReadsRecordedFramesAsTheTreeDoes) {
  FrameJson json;
  for (const char* path : {"kraken/ws_v2_ticker.jsonl", "coinbase/exchange_ws_ticker.jsonl",
                           "binance/combined_miniTicker.jsonl"}) {
    for (const auto& frame : test::recorded_frames(path)) {
      ASSERT_TRUE(json.read(frame)) << frame;
      EXPECT_EQ(written(json), written(*parse_json(frame))) << frame;
    }
  }
}

struct GoodCase {
  const char* name;
  std::string text;
};

void PrintTo(const GoodCase& row, std::ostream* out) { *out << row.name; }

class GoodFrame : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodFrame, IsReadAsTheTreeReadsIt) {
  const auto tree = parse_json(GetParam().text);
  ASSERT_TRUE(tree) << tree.error().detail;
  FrameJson json;
  const auto read = json.read(GetParam().text);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(written(json), written(*tree));
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

const GoodCase good_cases[] = {
    {"Word", "true"},
    {"Null", " null\n"},
    {"Numbers", "[0, -0, 0.10, -1.5e+3, 9471984923908980762, 99471984923908980762, 1E2, 0e0]"},
    {"Empties", R"([{}, [], "", [[]], {"":{}}])"},
    {"Blanks", " \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : null } "},
    {"Escapes", R"(["\"\\\/\b\f\n\r\t", "a\u0041\u00e9\u20ac\ud83d\ude00z", "\u0000"])"},
    {"EscapedNames", R"({"a\u0062": {"c\n": 1}, "x\\": 2})"},
    {"Utf8", "[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xED\x9F\xBF\xF4\x8F\xBF\xBF\"]"},
    {"SameNameTwice", R"({"a": 1, "a": 2})"},
    {"ByteOrderMark", "\xEF\xBB\xBF[1]"},
    {"SixtyFourLevels", nested(64)},
};
INSTANTIATE_TEST_SUITE_P(Table, GoodFrame, testing::ValuesIn(good_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct BadCase {
  const char* name;
  std::string text;
  const char* detail;
  Errc code = Errc::bad_document;
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadFrame : public testing::TestWithParam<BadCase> {};

TEST_P(BadFrame, SaysWhereAndWhatWasExpected) {
  EXPECT_FALSE(parse_json(GetParam().text));
  FrameJson json;
  const auto read = json.read(GetParam().text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, GetParam().code);
  EXPECT_EQ(read.error().detail, GetParam().detail);
}

const BadCase bad_cases[] = {
    {"Nothing", "", "broken JSON at byte 0: expected a value, got the end"},
    {"Html", "<html>", R"(broken JSON at byte 0: expected a value, got "<html>")"},
    {"CutOff", R"({"a": [1, )", "broken JSON at byte 10: expected a value, got the end"},
    {"CutOffString", R"({"a)", "broken JSON at byte 3: expected the end of a string, got the end"},
    {"CutOffEscape", "[\"a\\", "broken JSON at byte 3: expected an escape, got \"\\\""},
    {"SecondValue", "{} {}", R"(broken JSON at byte 3: expected the end, got "{}")"},
    {"Zero", "[01]", R"(broken JSON at byte 2: expected a comma or ], got "1]")"},
    {"Point", "[1.]", R"(broken JSON at byte 3: expected a digit, got "]")"},
    {"Exponent", "[1e+]", R"(broken JSON at byte 4: expected a digit, got "]")"},
    {"Plus", "[+1]", R"(broken JSON at byte 1: expected a value, got "+1]")"},
    {"Minus", "[-]", R"(broken JSON at byte 2: expected a value, got "]")"},
    {"Nan", "[NaN]", R"(broken JSON at byte 1: expected a value, got "NaN]")"},
    {"Word", "[trve]", R"(broken JSON at byte 1: expected a value, got "trve]")"},
    {"LastComma", "[1,]", R"(broken JSON at byte 3: expected a value, got "]")"},
    {"WrongEnd", "[1}", R"(broken JSON at byte 2: expected a comma or ], got "}")"},
    {"NoColon", R"({"a" 1})", R"(broken JSON at byte 5: expected a colon, got "1}")"},
    {"NoName", "{1:2}", R"(broken JSON at byte 1: expected a name, got "1:2}")"},
    {"Control", "[\"a\nb\"]",
     R"(broken JSON at byte 3: expected no control character in a string, got "b"]")"},
    {"BadEscape", R"(["\x"])", R"(broken JSON at byte 2: expected an escape, got "\x"]")"},
    {"ShortHex", R"(["\u12"])", R"(broken JSON at byte 2: expected four hex digits, got "\u12"]")"},
    {"LoneSurrogate", R"(["\ud83dx"])",
     R"(broken JSON at byte 2: expected a pair of surrogates, got "\ud83dx"]")"},
    {"SurrogatesTurned", R"(["\ude00\ud83d"])",
     R"(broken JSON at byte 2: expected a pair of surrogates, got "\ude00\ud83d"]")"},
    {"NoUtf8", "[\"\xFF\"]", R"(broken JSON at byte 2: expected UTF-8, got "\xff"]")"},
    {"OverlongUtf8", "[\"\xC0\x80\"]",
     R"(broken JSON at byte 2: expected UTF-8, got "\xc0\x80"]")"},
    {"SurrogateInUtf8", "[\"\xED\xA0\x80\"]",
     R"(broken JSON at byte 2: expected UTF-8, got "\xed\xa0\x80"]")"},
    {"CutOffUtf8", "[\"\xE2\x82\"]", R"(broken JSON at byte 2: expected UTF-8, got "\xe2\x82"]")"},
    {"SixtyFiveLevels", nested(65), "JSON: expected at most 64 levels", Errc::too_large},
    {"FiftyThousandLevels", std::string(50'000, '['), "JSON: expected at most 64 levels",
     Errc::too_large},
};
INSTANTIATE_TEST_SUITE_P(Table, BadFrame, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FrameJson, BoundsTheValuesOfAFrame) {
  std::string text = "[0";
  for (std::size_t at = 2; at < FrameJson::most_values; ++at) text += ",0";
  FrameJson json;
  EXPECT_TRUE(json.read(text + "]"));
  const auto read = json.read(text + ",0]");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::too_large);
  EXPECT_TRUE(json.read("[1]"));
}

TEST(FrameJson, FindsByPointerAndSaysThePath) {
  FrameJson json;
  const std::string text = R"({"a": {"b": [10, {"c/d": 11}, 12]}, "a": 1, "e": []})";
  ASSERT_TRUE(json.read(text));
  const auto found = [&](const char* pointer) {
    const auto number = json.find(0, pointer_tokens(pointer));
    return number == FrameJson::npos ? "none" : std::string(json.value(number).text);
  };
  EXPECT_EQ(found("/a/b/0"), "10");
  EXPECT_EQ(found("/a/b/1/c~1d"), "11");
  EXPECT_EQ(found("/a/b/2"), "12");
  EXPECT_EQ(found("/e"), "");
  for (const char* pointer : {"/a/b/3", "/a/b/-", "/a/b/", "/a/b/0x", "/z", "/e/0", "/a/b/0/x"}) {
    EXPECT_EQ(found(pointer), "none") << pointer;
  }
  EXPECT_EQ(json.path(0), "");
  EXPECT_EQ(json.path(json.find(0, pointer_tokens("/a/b/1/c~1d"))), "/a/b/1/c/d");
  EXPECT_EQ(json.path(json.find(0, pointer_tokens("/a/b/2"))), "/a/b/2");
}

}  // namespace
}  // namespace tickerd::feeds
