#include <chrono>

#include <gtest/gtest.h>

#include "feeds/charset.hpp"
#include "feeds/date_pattern.hpp"
#include "feeds/print.hpp"
#include "feeds/text.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using rates::parse_timestamp;

std::string read(const std::string& pattern, std::string_view text) {
  const std::vector<std::string> patterns = {pattern};
  const auto date = read_date(patterns, text);
  return date ? date->text() : date.error().detail;
}

TEST(DatePattern, ReadsWhatBanksWrite) {
  EXPECT_EQ(read("%d.%m.%Y", " 01.04.2026\r\n"), "2026-04-01");
  EXPECT_EQ(read("%d.%m.%y", "18.04.16"), "2016-04-18");
  EXPECT_EQ(read("%Y%m%d", "20260803"), "2026-08-03");
  EXPECT_EQ(read("%d %b %Y", "06 February 2026"), "2026-02-06");
  EXPECT_EQ(read("%d %b %Y%*", "20 Jun 2025 #118"), "2025-06-20");
  EXPECT_EQ(read("%Y-%m-%dT%H:%M:%SZ", "2026-02-27T17:01:09Z"), "2026-02-27T17:01:09.000Z");
  EXPECT_EQ(read("%s", "1750000000"), "2025-06-15T15:06:40.000Z");
  EXPECT_EQ(read("%Q", "1750000000123"), "2025-06-15T15:06:40.123Z");
  EXPECT_EQ(read("%Y-%m-%dT%H:%M:%S%f%z", "2026-02-27T17:01:09.0934567Z"),
            "2026-02-27T17:01:09.093Z");
  EXPECT_EQ(read("%Y-%m-%dT%H:%M:%S%f%z", "2026-02-27T17:01:09+03:00"), "2026-02-27T14:01:09.000Z");
  EXPECT_EQ(read("%Y-%m-%dT%H:%M:%S%f%z", "2026-02-27T17:01:09.5-0330"),
            "2026-02-27T20:31:09.500Z");
  EXPECT_EQ(read("%Y-%m-%d", "2028-02-29"), "2028-02-29");
}

TEST(DatePattern, RefusesOthers) {
  EXPECT_EQ(read("%d.%m.%Y", "18.04.16"), R"(expected a date like %d.%m.%Y, got "18.04.16")");
  EXPECT_EQ(read("%d.%m.%y", "18.04.2016"), R"(expected a date like %d.%m.%y, got "18.04.2016")");
  EXPECT_EQ(read("%Y-%m-%d", "2026-02-29"), R"(expected a day that exists, got "2026-02-29")");
  EXPECT_EQ(read("%Y-%m-%d", "2026-13-01"), R"(expected a day that exists, got "2026-13-01")");
  EXPECT_EQ(read("%H%z %d.%m.%y", "10+3 01.02.26"),
            R"(expected a date like %H%z %d.%m.%y, got "10+3 01.02.26")");
  EXPECT_EQ(read("%S%f %Y%m%d", "01. 20260102"),
            R"(expected a date like %S%f %Y%m%d, got "01. 20260102")");
  EXPECT_EQ(read("%s", "99999999999999999999"),
            R"(expected a date like %s, got "99999999999999999999")");
  EXPECT_EQ(read("%Y-%m-%d", ""), R"(expected a date like %Y-%m-%d, got "")");
}

std::string filled(std::string_view url, std::string_view zone, std::string_view now) {
  const auto text = fill_url(url, zone, *parse_timestamp(now), "");
  return text ? text->url : text.error().detail;
}

TEST(UrlTemplate, TakesTheDayOfTheBank) {
  EXPECT_EQ(filled("/r?d={date:%d.%m.%Y}", "Asia/Almaty", "2026-03-31T18:59:59Z"),
            "/r?d=31.03.2026");
  EXPECT_EQ(filled("/r?d={date:%d.%m.%Y}", "Asia/Almaty", "2026-03-31T19:00:00Z"),
            "/r?d=01.04.2026");
  EXPECT_EQ(filled("/{date:%Y}/{date:%d%m%y}.xml", "Etc/UTC", "2026-12-31T23:00:00Z"),
            "/2026/311226.xml");
  EXPECT_EQ(filled("/{date-1:%Y}/{date-1:%d%m%Y}.xml", "Etc/UTC", "2027-01-01T00:00:00Z"),
            "/2026/31122026.xml");
  EXPECT_EQ(filled("/plain", "No/Where", "2026-01-01T00:00:00Z"), "/plain");
}

TEST(UrlTemplate, RefusesWhatItDoesNotKnow) {
  const auto* const now = "2026-01-01T00:00:00Z";
  EXPECT_EQ(filled("/{kye}", "Etc/UTC", now),
            R"(url: expected {date:%Y-%m-%d}, {date-1:...} or {key}, got "{kye}")");
  EXPECT_EQ(filled("/?k={key}", "Etc/UTC", now),
            "url: {key} stands in it and there is no key: name the environment variable or the "
            "file that holds it with the feed's key_env or key_file, or of tickerd fetch with "
            "--key-env NAME");
  EXPECT_EQ(filled("/{date:%H}", "Etc/UTC", now), "expected %d %m %Y or %y, got %H");
  EXPECT_EQ(filled("/{date:%d", "Etc/UTC", now), "url: expected } after {");
  EXPECT_TRUE(
      filled("/{date:%d}", "Asia/Atlantis", now).starts_with(R"(time zone "Asia/Atlantis": )"));
}

TEST(UrlTemplate, KeepsTheKeyFromPeople) {
  const auto url = fill_url("/{date:%Y}?k={key}&l={key}", "Etc/UTC",
                            *parse_timestamp("2026-01-01T00:00:00Z"), "s3c/ret&");
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_EQ(url->url, "/2026?k=s3c%2Fret%26&l=s3c%2Fret%26");
  EXPECT_EQ(url->for_people, "/2026?k={key}&l={key}");
  EXPECT_EQ(fill_key(R"({"id": "{key}{key}"})", "a b"), R"({"id": "a ba b"})");
  EXPECT_TRUE(holds_key("Bearer {key}"));
  EXPECT_FALSE(holds_key("{keys}"));
}

TEST(Charset, IsToldByMarkMappingDeclarationOrHeader) {
  EXPECT_EQ(*to_utf8("\xEF\xBB\xBF{}", "", ""), "{}");
  EXPECT_EQ(*to_utf8(std::string_view("\xFF\xFE<\0", 4), "", ""), "<");
  EXPECT_EQ(*to_utf8("\xc4", "windows-1251", "text/plain; charset=utf-8"), "Д");
  EXPECT_EQ(*to_utf8("<?xml version='1.0' encoding='ISO-8859-9' ?>\xfe", "", ""),
            "<?xml version='1.0' encoding='ISO-8859-9' ?>ş");
  EXPECT_EQ(*to_utf8("\xc4", "", "text/plain; charset=\"WINDOWS-1251\"; x=y"), "Д");
  EXPECT_EQ(*to_utf8("ä", "", ""), "ä");
  EXPECT_EQ(*to_utf8("a\x98z", "windows-1251", ""), "a?z");
  EXPECT_FALSE(to_utf8("x", "", "text/plain; charset=../../evil"));
}

TEST(Excerpt, IsFitForALogLine) {
  EXPECT_EQ(excerpt("  a\n\t b\x01 \xff "), R"("a b\x01 \xff")");
  EXPECT_EQ(excerpt("abcdef", 3), R"("abc...")");
}

TEST(Nearest, IsAFewEditsAway) {
  const std::vector<std::string> words = {"timeout", "title", "url"};
  EXPECT_EQ(nearest("time_out", words), "timeout");
  EXPECT_EQ(nearest("zzzzzzzz", words), "");
}

TEST(Print, ListsQuotesAndProblems) {
  Table table;
  const auto pair = *rates::CurrencyPair::parse("USD/KGS");
  table.quotes.push_back(
      {pair, *rates::Decimal::parse("87.4500"), rates::AsOf(*rates::parse_date("2026-05-24")), {}});
  table.problems.push_back({"/1 (EUR)", "rate: expected a number above zero, got \"n/a\""});
  table.left_out.push_back({"/2 (BYR)", "skip_codes has it"});
  auto origin = std::make_shared<rates::Origin>();
  origin->document = std::make_shared<rates::Document>(rates::Document{
      .url = "https://bank.example/", .sha256 = "ab", .bytes = 7, .content_type = ""});
  origin->row = "/0 (USD)";
  origin->rate = "8745,00";
  origin->multiplier = "100";
  table.quotes.front().origin = origin;
  EXPECT_EQ(table_text(table),
            "row       pair     value  as written  for  as of\n"
            "/0 (USD)  USD/KGS  87.45     8745,00  100  2026-05-24\n"
            "1 quotes, 1 rows not read, 1 left out\n"
            "not read:\n"
            "  /1 (EUR): rate: expected a number above zero, got \"n/a\"\n"
            "left out:\n"
            "  /2 (BYR): skip_codes has it\n");
  EXPECT_EQ(table_json(table),
            R"j({
  "quotes": [
    {
      "pair": "USD/KGS",
      "value": "87.45",
      "as_of": "2026-05-24",
      "row": "/0 (USD)",
      "rate": "8745,00",
      "multiplier": "100"
    }
  ],
  "problems": [
    {
      "where": "/1 (EUR)",
      "what": "rate: expected a number above zero, got \"n/a\""
    }
  ],
  "left_out": [
    {
      "where": "/2 (BYR)",
      "what": "skip_codes has it"
    }
  ],
  "no_news": false,
  "document": {
    "url": "https://bank.example/",
    "sha256": "ab",
    "bytes": 7,
    "content_type": ""
  }
}
)j");
}

}  // namespace
}  // namespace tickerd::feeds
