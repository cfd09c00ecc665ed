#include "http/embed_query.hpp"

#include <gtest/gtest.h>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

rates::Result<EmbedQuery> parse(Fields query) {
  Request request;
  request.method = "GET";
  request.path = "/embed";
  request.query = std::move(query);
  return parse_embed_query(request, Reader(test::sample_site()));
}

struct GoodCase {
  std::string name;
  Fields query;
  std::string text;
};

class GoodEmbedQuery : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodEmbedQuery, IsWrittenCanonically) {
  const auto query = parse(GetParam().query);
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->text(), GetParam().text);
}

const GoodCase good_queries[] = {
    {"Nothing", {}, ""},
    {"AllPairs", {{"pairs", "*"}}, ""},
    {"Pairs", {{"pairs", "TJS/USD,KGS-USD,TJS/USD"}}, "pairs=TJS/USD,KGS/USD"},
    {"Symbols",
     {{"symbols", "FX_IDC:KGSUSD, tjsusd\nKZT/USD,,FX:KGSUSD"}},
     "pairs=KGS/USD,TJS/USD,KZT/USD"},
    {"SymbolsWinOverPairs", {{"pairs", "KZT/USD"}, {"symbols", "KGSUSD"}}, "pairs=KGS/USD"},
    {"Basis", {{"basis", "7d"}}, "basis=7d"},
    {"WhatIsNoAttribute", {{"utm_source", "a"}, {"src", "https://evil.example"}, {"id", "x"}}, ""},
    {"SwitchesThatAreOn", {{"drag", ""}, {"paused", "1"}, {"share", "true"}}, "drag&share&paused"},
    {"SwitchesThatAreOff", {{"drag", "0"}, {"paused", "false"}}, ""},
    {"Spark", {{"spark", ""}}, "spark"},
    {"SparkOfSoMany", {{"spark", "30"}}, "spark=30"},
    {"InTheOrderOfTheTable",
     {{"label", "Rates & more"}, {"theme", "dark"}, {"layout", "list"}, {"pairs", "KGS/USD"}},
     "pairs=KGS/USD&layout=list&theme=dark&label=Rates%20%26%20more"},
    {"FirstOfTwo", {{"theme", "dark"}, {"theme", "light"}}, "theme=dark"},
    {"Href",
     {{"href", "https://news.example/{base}?q={pair}"}},
     "href=https://news.example/%7Bbase%7D%3Fq%3D%7Bpair%7D"},
    {"Numbers",
     {{"speed", "1000"}, {"precision", "0"}, {"locale", "ky-KG"}},
     "speed=1000&locale=ky-KG&precision=0"},
};
INSTANTIATE_TEST_SUITE_P(Table, GoodEmbedQuery, testing::ValuesIn(good_queries),
                         [](const auto& row) { return row.param.name; });

struct BadCase {
  std::string name;
  Fields query;
  std::string said;
};

class BadEmbedQuery : public testing::TestWithParam<BadCase> {};

TEST_P(BadEmbedQuery, SaysWhatWasExpected) {
  const auto query = parse(GetParam().query);
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().detail, GetParam().said);
}

const BadCase bad_queries[] = {
    {"Pair", {{"pairs", "KGS"}}, R"(pairs: expected pairs like "KGS/USD", got "KGS")"},
    {"Symbol",
     {{"symbols", "NASDAQ:AAPL"}},
     R"(symbols: expected pairs like "KGS/USD", got "AAPL")"},
    {"NoSymbol", {{"symbols", " ,"}}, "symbols: expected pairs such as KGS/USD, or *, got nothing"},
    {"Theme", {{"theme", "blue"}}, R"(theme: expected one of: light dark auto, got "blue")"},
    {"PartOfAWord",
     {{"layout", "list compact"}},
     R"(layout: expected one of: marquee list compact static, got "list compact")"},
    {"NoWord", {{"sign", ""}}, R"(sign: expected one of: auto always, got "")"},
    {"Speed",
     {{"speed", "0"}},
     R"(speed: expected a whole number of px a second from 1 to 1000, got "0")"},
    {"SpeedWithUnit",
     {{"speed", "40px"}},
     R"(speed: expected a whole number of px a second from 1 to 1000, got "40px")"},
    {"Precision",
     {{"precision", "9"}},
     R"(precision: expected auto, or decimals from 0 to 8, got "9")"},
    {"Locale",
     {{"locale", "en_US"}},
     R"(locale: expected a language tag such as en or ky-KG, got "en_US")"},
    {"Script",
     {{"href", "JavaScript:alert(1)"}},
     "href: expected an address that begins with https:// or http://, at most 512 bytes, got "
     "\"JavaScript:alert(1)\""},
    {"Switch", {{"drag", "maybe"}}, R"(drag: expected true, false or nothing, got "maybe")"},
    {"Spark",
     {{"spark", "1"}},
     R"(spark: expected nothing, or a number of closes from 2 to 365, got "1")"},
    {"LongLabel",
     {{"label", std::string(121, 'a')}},
     "label: expected at most 120 bytes of UTF-8, got \"" + std::string(40, 'a') + "...\""},
    {"LabelThatIsNoUtf8",
     {{"label", "\xff"}},
     R"(label: expected at most 120 bytes of UTF-8, got "\xff")"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadEmbedQuery, testing::ValuesIn(bad_queries),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
