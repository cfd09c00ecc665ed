#include <gtest/gtest.h>

#include "feeds/decode.hpp"
#include "feeds/presets.hpp"
#include "feeds/source_request.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

const rates::Quote* quote_of(const Table& table, std::string_view pair) {
  for (const auto& quote : table.quotes) {
    if (quote.pair.text() == pair) return &quote;
  }
  return nullptr;
}

TEST(Origin, SaysTheBytesTheRowAndWhatStoodThere) {
  const auto preset = find_preset("nbk");
  ASSERT_TRUE(preset);
  const auto table =
      decode(preset->mapping, test::payload("nbk/get_rates_2026-04-01.xml"),
             "text/xml; charset=UTF-8", test::after_all(), "https://nationalbank.kz/?a={key}");
  ASSERT_TRUE(table) << table.error().detail;
  const auto* const quote = quote_of(*table, "KRW/KZT");
  ASSERT_NE(quote, nullptr);
  ASSERT_NE(quote->origin, nullptr);
  EXPECT_EQ(quote->origin->rate, "31.29");
  EXPECT_EQ(quote->origin->multiplier, "100");
  EXPECT_EQ(quote->origin->row.substr(0, 12), "/rates/item[");
  EXPECT_TRUE(quote->origin->row.ends_with("] (KRW)"));
  EXPECT_EQ(quote->origin->buy, "");
  const auto& document = *quote->origin->document;
  EXPECT_EQ(document.url, "https://nationalbank.kz/?a={key}");
  EXPECT_EQ(document.bytes, 11'469U);
  EXPECT_EQ(document.content_type, "text/xml; charset=UTF-8");
  // As sha256sum says of the file.
  EXPECT_EQ(document.sha256, "744de95fac2f89d3a8c1b1783b405d901e21f89f702f616e90d5191570bda545");
  for (const auto& other : table->quotes)
    EXPECT_EQ(other.origin->document, quote->origin->document);
}

TEST(Origin, KeepsBothSidesOfAMiddle) {
  const auto preset = find_preset("tcmb");
  ASSERT_TRUE(preset);
  const auto table =
      decode(preset->mapping, test::payload("tcmb/synthetic_today.xml"), "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  const auto* const quote = quote_of(*table, "JPY/TRY");
  ASSERT_NE(quote, nullptr);
  EXPECT_EQ(quote->origin->rate, "");
  EXPECT_EQ(quote->origin->buy, "28.4");
  EXPECT_EQ(quote->origin->sell, "28.6");
  EXPECT_EQ(quote->origin->multiplier, "100");
}

TEST(LeftOut, SaysWhichWordOfTheMappingDidIt) {
  const auto preset = test::preset_with(
      R"j({"format": "json", "rows": "/*", "code": "/c", "rate": "/r", "base": "KZT", "no_value": ["-", ""],
          "skip_codes": ["BYR"], "behind_newest_days": 3, "where": [{"at": "/k", "is": ["1"]}],
          "date": {"row": "/d", "patterns": ["%Y-%m-%d"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping, R"j([
      {"k": 1, "c": "USD", "r": 470, "d": "2026-01-10"}, {"k": 1, "c": "LVL", "r": 2, "d": "2026-01-06"},
      {"k": 1, "c": "byr", "r": 1, "d": "2026-01-10"}, {"k": 1, "c": "KZT", "r": 1, "d": "2026-01-10"},
      {"k": 1, "c": "EUR", "r": "-", "d": "2026-01-10"}, {"k": 1, "c": "GBP", "r": null, "d": "2026-01-10"},
      {"k": 3, "c": "XAU", "r": 9, "d": "2026-01-10"}, {"c": "XAG", "r": 9, "d": "2026-01-10"}])j",
                            "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  std::string all;
  for (const auto& [where, what] : table->left_out) all += where + ": " + what + "\n";
  EXPECT_EQ(all,
            "/2 (BYR): skip_codes has it\n"
            "/3 (KZT): it is the base itself\n"
            "/4 (EUR): no value: rate is \"-\"\n"
            "/5 (GBP): no value: rate is not there\n"
            "/6 (XAU): where: /k is \"3\"\n"
            "/7 (XAG): where: /k is not there\n"
            "/1 (LVL): behind_newest_days: dated 2026-01-06, the newest is 2026-01-10\n");
  EXPECT_EQ(table->quotes.size(), 1U);
  EXPECT_TRUE(table->problems.empty());
}

TEST(SourceRequest, IsThePresetsFormWithTheKeyInIt) {
  auto preset = find_preset("cba");
  ASSERT_TRUE(preset) << preset.error().detail;
  preset->request.headers.emplace_back("X-Key", "Bearer {key}");
  const auto request =
      source_request(*preset, "https://api.cba.am/?k={key}", rates::Timestamp{}, "a+b");
  ASSERT_TRUE(request) << request.error().detail;
  EXPECT_EQ(request->http.url, "https://api.cba.am/?k=a%2Bb");
  EXPECT_EQ(request->url_for_people, "https://api.cba.am/?k={key}");
  EXPECT_EQ(request->http.method, "POST");
  EXPECT_EQ(request->http.timeout, std::chrono::seconds(20));
  EXPECT_TRUE(request->http.body.contains("<ExchangeRatesLatest xmlns=\"http://www.cba.am/\" />"));
  ASSERT_EQ(request->http.headers.size(), 3U);
  EXPECT_EQ(request->http.headers[0].second, "text/xml; charset=utf-8");
  EXPECT_EQ(request->http.headers[1].second, "\"http://www.cba.am/ExchangeRatesLatest\"");
  EXPECT_EQ(request->http.headers[2].second, "Bearer a+b");

  const auto keyless = source_request(*preset, "https://api.cba.am/", rates::Timestamp{}, "");
  ASSERT_FALSE(keyless);
  EXPECT_TRUE(
      keyless.error().detail.starts_with("request: {key} stands in it and there is no key"));
}

}  // namespace
}  // namespace tickerd::feeds
