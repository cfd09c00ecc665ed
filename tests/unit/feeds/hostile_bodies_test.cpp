#include <chrono>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "feeds/raw_document.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using testing::HasSubstr;

std::string repeated(std::string_view piece, int times) {
  std::string out;
  out.reserve(piece.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

rates::Result<Table> decode_as(const char* name, std::string_view body) {
  const auto preset = find_preset(name);
  if (!preset) return std::unexpected(preset.error());
  return decode(preset->mapping, body, "", test::after_all());
}

struct HostileCase {
  const char* name;
  const char* preset;
  std::string body;
  Errc code;
  const char* detail;  ///< a part of it
};

void PrintTo(const HostileCase& row, std::ostream* out) { *out << row.name; }

/// Bodies made to take memory, time or the stack.
class HostileBody : public testing::TestWithParam<HostileCase> {};

TEST_P(HostileBody, IsRefusedSoon) {
  const auto started = std::chrono::steady_clock::now();
  const auto table = decode_as(GetParam().preset, GetParam().body);
  const auto took = std::chrono::steady_clock::now() - started;
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, GetParam().code) << table.error().detail;
  EXPECT_THAT(table.error().detail, HasSubstr(GetParam().detail));
  EXPECT_LT(table.error().detail.size(), 600U);
  // A bound that holds in a debug build on a busy machine; what is quadratic takes minutes.
  EXPECT_LT(took, std::chrono::seconds(5));
}

std::string deep_json(int levels) { return repeated("[", levels) + repeated("]", levels); }

std::string deep_xml(int levels) { return repeated("<a>", levels) + repeated("</a>", levels); }

const HostileCase hostile_cases[] = {
    {"Json65Levels", "cbu", deep_json(65), Errc::too_large, "JSON: expected at most 64 levels"},
    {"Json50kLevels", "cbu", deep_json(50'000), Errc::too_large, "expected at most 64 levels"},
    {"JsonObjects50kLevels", "cbu", repeated(R"({"a":)", 50'000), Errc::too_large,
     "expected at most 64 levels"},
    {"Xml65Levels", "nbk", deep_xml(65), Errc::too_large, "XML: expected at most 64 levels"},
    {"Xml50kLevels", "nbk", deep_xml(50'000), Errc::too_large, "expected at most 64 levels"},
    {"Xml50kOpenTags", "nbk", repeated("<a b='>'>", 50'000), Errc::too_large,
     "expected at most 64 levels"},
    {"XmlManyElements", "nbk", "<a>" + repeated("<b/>", 400'001) + "</a>", Errc::too_large,
     "expected at most 400000 elements"},
    {"XmlManyDocumentTypes", "nbk", repeated("<!DOCTYPE ", 20'000), Errc::bad_document,
     "expected XML with /rates/item"},
    {"XmlManyDocumentTypesInside", "nbk", "<rates>" + repeated("<!DOCTYPE x [", 20'000),
     Errc::bad_document, "expected XML with /rates/item"},
    {"XmlManyAttributes", "nbk", "<rates" + repeated(" a='b'", 100'000) + "/>", Errc::bad_document,
     "found none in an empty <rates>"},
    {"CsvManyLines", "cnb", "20 Jun 2025 #118\n" + repeated("|\n", 20'001), Errc::too_large,
     "expected at most 20000 lines"},
    {"CsvManyColumns", "cnb", "20 Jun 2025 #118\n" + repeated("Code|", 500'000), Errc::bad_document,
     R"(expected a column "Rate")"},
    {"NulBytes", "nbk", std::string(100'000, '\0'), Errc::bad_document, "expected XML with"},
    {"ALongNumber", "cbu",
     R"([{"Ccy":"USD","Nominal":"1","Rate":"1)" + std::string(1'000'000, '0') +
         R"(","Date":"01.04.2026"}])",
     Errc::bad_document, "rate: expected a number above zero, got \"1000000"},
};
INSTANTIATE_TEST_SUITE_P(Table, HostileBody, testing::ValuesIn(hostile_cases),
                         [](const auto& row) { return std::string(row.param.name); });

/// A table whose columns are codes has a rate in every cell.
TEST(HostileBody, CsvOfTooManyCellsIsRefused) {
  const auto preset = test::preset_with(
      R"({"format": "csv", "pivot": true, "base": "EUR", "direction": "code_per_base",
          "date": {"row": "Date", "patterns": ["%Y-%m-%d"]}})");
  ASSERT_TRUE(preset) << preset.error().detail;
  std::string header = "Date";
  for (int code = 0; code < 40; ++code) header += fmt::format(",A{:02}", code);
  const auto body = header + "\n" + repeated("2026-04-01" + repeated(",1.5", 40) + "\n", 501);
  const auto table = decode(preset->mapping, body, "", test::after_all());
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, Errc::too_large);
  EXPECT_THAT(table.error().detail, HasSubstr("line 502: expected at most 20000 rates in all"));
}

TEST(HostileBody, SixtyFourLevelsAreRead) {
  EXPECT_THAT(decode_as("cbu", deep_json(64)).error().detail, HasSubstr("0 in 1 rows"));
  EXPECT_THAT(decode_as("nbk", deep_xml(64)).error().detail, HasSubstr("found none in"));
}

/// What a document type declares: an entity that grows, one from a file, one from elsewhere.
TEST(HostileBody, EntitiesAreNeverExpanded) {
  const std::string types[] = {
      R"(<!ENTITY e "1">)",
      R"(<!ENTITY a "1111111111"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;">)",
      R"(<!ENTITY e SYSTEM "file:///etc/hostname">)",
      R"(<!ENTITY e SYSTEM "http://127.0.0.1:1/">)",
      R"(<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;)",
  };
  const auto preset = test::preset_with(
      R"j({"format": "xml", "rows": "/rates/item", "code": "title", "rate": "v", "base": "KZT",
          "date": {"document": "/rates/date", "patterns": ["%d.%m.%Y"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  for (const auto& type : types) {
    const auto body = "<?xml version=\"1.0\"?><!DOCTYPE rates [" + type +
                      "]><rates><date>01.04.2026</date><item><title>USD</title><v>2</v></item>"
                      "<item><title>EUR</title><v>&e;</v></item></rates>";
    const auto table = decode(preset->mapping, body, "", test::after_all());
    ASSERT_TRUE(table) << table.error().detail;
    EXPECT_EQ(table->quotes.size(), 1U);
    ASSERT_EQ(table->problems.size(), 1U) << type;
    EXPECT_EQ(table->problems[0].what, R"(rate: expected a number above zero, got "&e;")");
  }
}

TEST(HostileBody, OriginsStayShort) {
  const auto preset = test::preset_with(
      R"j({"format": "json", "rows": "/*", "code": "/c", "rate": "/r", "base": "KZT",
          "date": {"row": "/d", "patterns": ["%Y-%m-%d"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto body =
      R"([{"c": "USD", "r": ")" + std::string(1'000'000, ' ') + R"(7", "d": "2026-01-01"}])";
  const auto table = decode(preset->mapping, body, std::string(100'000, 'x'), test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes[0].origin->rate, "7");
  EXPECT_LT(table->quotes[0].origin->document->content_type.size(), 200U);
}

}  // namespace
}  // namespace tickerd::feeds
