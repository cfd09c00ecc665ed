#include "feeds/preset.hpp"

#include <gtest/gtest.h>

#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

constexpr std::string_view good = R"({
  // A comment.
  "title": "Bank",
  "url": "https://bank.example/{date:%Y}.xml",
  "fallback_urls": ["https://bank.example/{date-1:%Y}.xml"],
  "time_zone": "Asia/Almaty", "every": "1h", "timeout": "5s",
  "mapping": {"format": "xml", "rows": "/r/i", "code": "c", "rate": "v", "base": "KZT",
              "date": {"document": "/r/@d", "patterns": ["%d.%m.%Y"]}},
  "attribution": "Bank", "terms_url": "https://bank.example/terms", "republication": false
})";

TEST(ParsePreset, ReadsEveryKey) {
  const auto preset = parse_preset(good, "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_EQ(preset->name, "bank");
  EXPECT_EQ(preset->title, "Bank");
  EXPECT_EQ(preset->url, "https://bank.example/{date:%Y}.xml");
  EXPECT_EQ(preset->fallback.instead_of, preset->url);
  EXPECT_EQ(preset->fallback.urls.size(), 1U);
  EXPECT_EQ(preset->time_zone, "Asia/Almaty");
  EXPECT_EQ(preset->every, std::chrono::hours(1));
  EXPECT_EQ(preset->timeout, std::chrono::seconds(5));
  EXPECT_EQ(preset->mapping.format, Format::xml);
  EXPECT_EQ(preset->mapping.base->text(), "KZT");
  EXPECT_FALSE(preset->republication);
}

struct BadCase {
  const char* name;
  const char* from;
  const char* to;
  const char* detail;
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadPreset : public testing::TestWithParam<BadCase> {};

TEST_P(BadPreset, NamesThePlaceAndWhatWasExpected) {
  std::string text(good);
  const std::string_view from = GetParam().from;
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos);
  const auto preset = parse_preset(text.replace(at, from.size(), GetParam().to), "bank");
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().detail, GetParam().detail);
}

const BadCase bad_cases[] = {
    {"UnknownKey", R"("timeout")", R"("time_out")",
     R"(preset bank: /time_out: unknown key; did you mean "timeout"?)"},
    {"UnknownKeyInside", R"("rate": "v")", R"("rate": "v", "raet": "v")",
     R"(preset bank: /mapping/raet: unknown key; did you mean "rate"?)"},
    {"MissingKey", R"("title": "Bank",)", "", "preset bank: /title: expected a string, got none"},
    {"WrongType", R"("title": "Bank")", R"("title": 7)",
     "preset bank: /title: expected a string, got 7"},
    {"OtherScheme", R"("https://bank.example/{date:%Y}.xml")", R"("file:///etc/passwd")",
     R"(preset bank: /url: expected http:// or https://, got "file:///etc/passwd")"},
    {"Duration", R"("1h")", R"("1 hour")",
     R"(preset bank: /every: expected a duration above zero like "15m", got "1 hour")"},
    {"Format", R"("xml", "rows")", R"("html", "rows")",
     R"(preset bank: /mapping/format: expected json or xml or csv, got "html")"},
    {"Base", R"("KZT")", R"("tenge")",
     R"(preset bank: /mapping/base: expected a currency code like "KZT", got "tenge")"},
    {"NoBase", R"("base": "KZT",)", "",
     "preset bank: /mapping/base: expected the currency that the rates are in"},
    {"CodeAndPair", R"("code": "c")", R"("code": "c", "pair": "p")",
     "preset bank: /mapping/code: expected either code or pair"},
    {"BuyWithoutSell", R"("rate": "v")", R"("buy": "v")",
     "preset bank: /mapping/rate: expected either rate, or buy and sell"},
    {"XPath", R"("/r/i")", R"("/r/[")",
     R"(preset bank: /mapping/rows: expected an XPath, got "/r/[": Unrecognized node test)"},
    {"RowsThatAreNoNodes", R"("/r/i")", R"j("count(/r)")j",
     R"j(preset bank: /mapping/rows: expected an XPath that finds nodes, got "count(/r)")j"},
    {"Pointer", R"("format": "xml")", R"("format": "json")",
     R"j(preset bank: /mapping/code: expected a JSON Pointer ("/rate"), got "c")j"},
    {"DatePattern", R"(%d.%m.%Y)", "%d.%q",
     "preset bank: /mapping/date/patterns: expected one of %d %m %b %Y %y %H %M %S %f %z %s %Q %*, "
     "got %q"},
    {"DateWithoutYear", R"(%d.%m.%Y)", "%d.%m",
     R"(preset bank: /mapping/date/patterns: expected a year, a month and a day, got "%d.%m")"},
    {"DateOfBoth", R"("document": "/r/@d")", R"("document": "/r/@d", "row": "d")",
     "preset bank: /mapping/date: expected either document or row"},
    {"BrokenJson", R"("title": "Bank",)", R"("title" "Bank",)",
     "preset bank: broken JSON: parse error at line 3, column 16: syntax error while parsing "
     "object separator - "
     "unexpected string literal; expected ':'"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadPreset, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ParsePreset, SurvivesAnythingElse) {
  for (const char* text :
       {"", "[]", "7", "null", "{}", R"({"mapping": []})", R"({"title": null})"}) {
    EXPECT_FALSE(parse_preset(text, "bank")) << text;
  }
}

}  // namespace
}  // namespace tickerd::feeds
