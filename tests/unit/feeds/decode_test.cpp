#include "feeds/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using test::payload;
using testing::HasSubstr;

rates::Result<Table> decode_as(const char* name, std::string_view body) {
  const auto preset = find_preset(name);
  if (!preset) return std::unexpected(preset.error());
  return decode(preset->mapping, body, "", test::after_all());
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("nothing to replace");
  return text.replace(at, from.size(), to);
}

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

struct BadCase {
  const char* name;
  const char* preset;
  std::string body;
  Errc code;
  const char* detail;  ///< a part of it
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadDocument : public testing::TestWithParam<BadCase> {};

TEST_P(BadDocument, IsAFailureThatSaysWhatCame) {
  const auto table = decode_as(GetParam().preset, GetParam().body);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, GetParam().code) << table.error().detail;
  EXPECT_THAT(table.error().detail, HasSubstr(GetParam().detail));
}

const std::string nbk = payload("nbk/get_rates_2026-04-01.xml");
const std::string nbkr = payload("nbkr/daily_2026-05-24.xml");
const std::string cbu = payload("cbu/all_2026-04-01.json");

const BadCase bad_cases[] = {
    {"JsonFromAnXmlEndpoint", "nbk", payload("nbk/error_invalid_date.json"), Errc::bad_document,
     R"(expected XML with /rates/item, got JSON error {"code":500,"message":"Invalid format date.)"},
    {"RightRootWithoutRows", "nbt", payload("cbr/error.xml"), Errc::bad_document,
     R"(expected at least 20 rows at /ValCurs/Valute, found none in <ValCurs> saying "Error in parameters")"},
    {"ErrorElement", "nbk", payload("nbu/error.xml"), Errc::bad_document,
     R"(found none in <exchange> saying "Wrong parameters format")"},
    {"BracketsAroundText", "cbu", payload("nbu/wrong_date_format_200.txt"), Errc::bad_document,
     "got JSON [ { Wrong date format } ] (broken JSON: parse error at line 3, column 1"},
    {"RejectedByAFirewall", "nbkr", payload("bnr/request_rejected_html_instead_of_xml.html"),
     Errc::bad_document,
     R"(expected XML with /CurrencyRates/Currency, got an HTML page titled "Request Rejected")"},
    {"HtmlForXml", "nbt", payload("bnb/failure_html_instead_of_xml.html"), Errc::bad_document,
     R"j(got an HTML page titled "(untitled)")j"},
    {"HtmlForJson", "cbu", payload("bnb/failure_html_instead_of_xml.html"), Errc::bad_document,
     R"j(expected JSON with /*, got an HTML page titled "(untitled)")j"},
    {"HtmlForJsonThatIsOneRow", "coinbase", payload("bnb/failure_html_instead_of_xml.html"),
     Errc::bad_document, "expected JSON, got an HTML page"},
    {"MessageObject", "currency-api", payload("frankfurter/v1_not-found.json"), Errc::bad_document,
     R"(found none in JSON error {"message":"not found"})"},
    {"Empty", "nbk", "", Errc::bad_document, "got an empty body"},
    {"EmptyJson", "cbu", " \r\n", Errc::bad_document, "got an empty body"},
    {"EmptyObject", "cbu", "{}", Errc::bad_document, "found none in an empty object"},
    {"EmptyArrayWhereItIsNotNews", "currency-api", "[]", Errc::bad_document,
     "found none in an empty array"},
    {"TruncatedXml", "nbk", nbk.substr(0, 5000), Errc::bad_document, "got broken XML at byte"},
    {"TruncatedJson", "cbu", cbu.substr(0, 5000), Errc::bad_document,
     "broken JSON: parse error at line 1, column 500"},
    {"UnreadableDate", "nbkr", replaced(nbkr, "24.05.2026", "soon"), Errc::bad_value,
     R"(date at /CurrencyRates/@Date: expected a date like %d.%m.%Y, got "soon")"},
    {"ImpossibleDate", "nbkr", replaced(nbkr, "24.05.2026", "31.02.2026"), Errc::bad_value,
     "expected a day that exists"},
    {"NoDate", "nbkr", replaced(nbkr, " Date=", " Day="), Errc::bad_document,
     "date: expected one at"},
    {"DateInTheFuture", "nbkr", replaced(nbkr, "24.05.2026", "24.05.2062"), Errc::bad_value,
     "date in the future: expected at most 7 days ahead of 2027-01-01, got 2062-05-24"},
    {"DollarMissing", "nbkr", replaced(nbkr, "\"USD\"", "\"AUD\""), Errc::bad_document,
     "expected a rate of USD, found none among 5"},
    {"DollarUnreadable", "nbkr", replaced(nbkr, "87,4500", "0,0000"), Errc::bad_document,
     R"(expected a rate of USD, found none among 4; /CurrencyRates/Currency[1] (USD): rate: expected a number above zero, got "0,0000")"},
    {"DeepJson", "cbu", std::string(100'000, '['), Errc::too_large, "expected at most 64 levels"},
    {"DeepXml", "nbk", repeated("<a>", 100'000), Errc::too_large, "expected at most 64 levels"},
    {"ManyJsonValues", "cbu", "[" + repeated("0,", 500'000) + "0]", Errc::too_large,
     "expected at most 400000 values"},
    {"ManyJsonRows", "cbu", "[" + repeated("0,", 20'000) + "0]", Errc::too_large,
     "/*: expected at most 20000 rows"},
    {"ManyXmlRows", "nbk", "<rates>" + repeated("<item/>", 20'001) + "</rates>", Errc::too_large,
     "/rates/item: expected at most 20000 rows"},
    {"UnknownCharacterSet", "nbk", R"(<?xml version="1.0" encoding="EBCDIC-X"?><rates/>)",
     Errc::bad_document, R"(expected a known character set, got "ebcdic-x")"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadDocument, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct RowCase {
  const char* name;
  const char* preset;
  std::string body;
  std::size_t quotes;
  const char* where;
  const char* what;
};

void PrintTo(const RowCase& row, std::ostream* out) { *out << row.name; }

class BadRow : public testing::TestWithParam<RowCase> {};

TEST_P(BadRow, IsReportedAndTheRestIsRead) {
  const auto table = decode_as(GetParam().preset, GetParam().body);
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes.size(), GetParam().quotes);
  ASSERT_EQ(table->problems.size(), 1U);
  EXPECT_EQ(table->problems[0].where, GetParam().where);
  EXPECT_EQ(table->problems[0].what, GetParam().what);
}

RowCase euro(const char* name, const char* value, const char* what) {
  return {name, "nbkr", replaced(nbkr, "101,5076", value), 4, "/CurrencyRates/Currency[2] (EUR)",
          what};
}

const RowCase row_cases[] = {
    euro("NotANumber", "n/a", R"(rate: expected a number above zero, got "n/a")"),
    euro("Nan", "nan", R"(rate: expected a number above zero, got "nan")"),
    euro("Infinite", "inf", R"(rate: expected a number above zero, got "inf")"),
    euro("Blank", " ", R"(rate: expected a number above zero, got "")"),
    euro("Zero", "0,0000", R"(rate: expected a number above zero, got "0,0000")"),
    euro("Negative", "-101,5076", R"(rate: expected a number above zero, got "-101,5076")"),
    euro("OtherDecimalMark", "101.5076", R"(rate: expected a number above zero, got "101.5076")"),
    euro("ThousandsSeparator", "1.101,50", R"(rate: expected a number above zero, got "1.101,50")"),
    euro("Hexadecimal", "0x10", R"(rate: expected a number above zero, got "0x10")"),
    euro("Absurd", "1e30", R"(rate: expected a number from 1e-15 to 1e15, got "1e30")"),
    euro("BeyondDouble", "1e400", R"(rate: expected a number above zero, got "1e400")"),
    euro("Markup", "&lt;img onerror=x&gt;",
         R"(rate: expected a number above zero, got "<img onerror=x>")"),
    {"NoCode", "nbkr", replaced(nbkr, "ISOCode=\"EUR\"", "Code=\"EUR\""), 4,
     "/CurrencyRates/Currency[2]", "code: expected one, got none"},
    {"CodeOfOtherLetters", "nbkr", replaced(nbkr, "\"EUR\"", "\"E$R\""), 4,
     "/CurrencyRates/Currency[2] (E$R)", R"(code: expected a currency code, got "E$R")"},
    {"ZeroMultiplier", "cbu",
     replaced(cbu, R"("CcyNm_EN":"Euro","Nominal":"1")", R"("CcyNm_EN":"Euro","Nominal":"0")"), 74,
     "/1 (EUR)", R"(multiplier: expected a number above zero, got "0")"},
    {"NoMultiplier", "cbu",
     replaced(cbu, R"("CcyNm_EN":"Euro","Nominal":"1")", R"("CcyNm_EN":"Euro","Nominal":null)"), 74,
     "/1 (EUR)", "multiplier: expected a number above zero, got none"},
    {"ObjectForRate", "cbu", replaced(cbu, R"("Rate":"13984.32")", R"("Rate":{"a":1})"), 74,
     "/1 (EUR)", R"(rate: expected a number above zero, got "an object")"},
    {"HugeJsonNumber", "cbu", replaced(cbu, R"("Rate":"13984.32")", R"("Rate":1e999)"), 74,
     "/1 (EUR)", R"(rate: expected a number above zero, got "1e999")"},
    {"RowDateInTheFuture", "cbu",
     replaced(cbu, R"("Diff":"-51.89","Date":"01.04.2026")",
              R"("Diff":"-51.89","Date":"01.04.2036")"),
     74, "/1 (EUR)",
     "date at /Date: date in the future: expected at most 7 days ahead of 2027-01-01, got "
     "2036-04-01"},
    {"RowThatIsNoObject", "cbu", replaced(cbu, "[{", "[7,{"), 75, "/0",
     "code: expected one, got none"},
    {"SecondRateOfAPair", "nbkr", replaced(nbkr, "\"CNY\"", "\"EUR\""), 4,
     "/CurrencyRates/Currency[3] (EUR)",
     "rate: expected EUR/KGS once, got another one: 12.8707 beside 101.5076"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadRow, testing::ValuesIn(row_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Decode, TakesAnEmptyArrayForNoNews) {
  const auto table = decode_as("cbu", "[]");
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_TRUE(table->no_news);
  EXPECT_TRUE(table->quotes.empty());
}

TEST(Decode, TakesADayWithoutRatesForNoNews) {
  const auto table =
      decode_as("nbk", "<rates><date>01.04.2026</date><info>no rates</info></rates>");
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_TRUE(table->no_news);
}

TEST(Decode, LeavesDocumentTypesAlone) {
  const std::string bomb = R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">)" +
                           repeated(R"(<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">)", 10'000) + "]>";
  const auto body = replaced(nbkr, R"(<?xml version="1.0" encoding="windows-1251" ?>)", bomb);
  const auto table = decode_as("nbkr", replaced(body, "101,5076", "&a;"));
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes.size(), 4U);
  ASSERT_EQ(table->problems.size(), 1U);
  EXPECT_EQ(table->problems[0].what, R"(rate: expected a number above zero, got "&a;")");
}

TEST(Decode, TellsWhatTheErrorMarkerFound) {
  const auto preset = test::preset_with(
      R"j({"format": "json", "rows": "/rates/*", "code": "key()", "rate": "", "base": "USD",
          "error": {"at": "/success", "is": "false", "message": "/error/info"},
          "date": {
  "document" : "/date", "patterns" : ["%Y-%m-%d"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table =
      decode(preset->mapping, R"({"success": false, "error": {"info": "monthly limit"}})", "", {});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().detail, R"(/success: the source says "monthly limit")");
}

}  // namespace
}  // namespace tickerd::feeds
