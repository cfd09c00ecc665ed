#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using test::payload;

struct ErrorCase {
  const char* name;
  const char* preset;
  std::string body;
  const char* detail;  ///< all of it
  Errc code = Errc::bad_document;
};

void PrintTo(const ErrorCase& row, std::ostream* out) { *out << row.name; }

/// What sources answer in place of data, with status 200 or not: none of it is taken for data, and
/// the error says what came.
class ErrorBody : public testing::TestWithParam<ErrorCase> {};

TEST_P(ErrorBody, IsNotTakenForData) {
  const auto preset = find_preset(GetParam().preset);
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping, GetParam().body, "", test::after_all());
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, GetParam().code);
  EXPECT_EQ(table.error().detail, GetParam().detail);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("nothing to replace");
  return text.replace(at, from.size(), to);
}

const ErrorCase error_cases[] = {
    {"BnrFirewall", "bnr", payload("bnr/request_rejected_html_instead_of_xml.html"),
     R"(expected XML with //*[local-name()='Rate'], got an HTML page titled "Request Rejected")"},
    {"BnbPage", "cbr", payload("bnb/failure_html_instead_of_xml.html"),
     R"j(expected XML with /ValCurs/Valute, got an HTML page titled "(untitled)")j"},
    {"CbrInsideItsRoot", "cbr", payload("cbr/error.xml"),
     R"(expected at least 20 rows at /ValCurs/Valute, found none in <ValCurs> saying "Error in parameters")"},
    {"NbuXmlForJson", "nbu", payload("nbu/error.xml"),
     R"(expected JSON with /*, got XML <?xml version="1.0" encoding="utf-8"?> <exchange> <error> <message>Wrong parameters format</message>... (broken JSON: parse error at line 1, column 1: syntax error while parsing value - invalid literal; last read: '<'))"},
    {"NbuBrackets", "nbu", payload("nbu/wrong_date_format_200.txt"),
     R"(expected JSON with /*, got JSON [ { Wrong date format } ] (broken JSON: parse error at line 3, column 1: syntax error while parsing object key - invalid literal; last read: '[<U+000A>{ <U+000A>W'; expected string literal))"},
    {"NbkJsonForXml", "nbk", payload("nbk/error_invalid_date.json"),
     R"(expected XML with /rates/item, got JSON error {"code":500,"message":"Invalid format date. Correct format is: 27.06.2026 or 27/06/2026"})"},
    {"NbtHelpPage", "nbt",
     "<html><head><title>Export</title></head><body>date, export</body></html>",
     R"(expected XML with /ValCurs/Valute, got an HTML page titled "Export")"},
    {"FixerSynthetic", "fixer", payload("fixer/synthetic_error_105.json"),
     R"(/success: the source says "base_currency_access_restricted")"},
    {"CurrencylayerSynthetic", "currencylayer", payload("currencylayer/synthetic_error_101.json"),
     R"(/success: the source says "No access key was given")"},
    {"OpenExchangeRatesSynthetic", "openexchangerates",
     payload("openexchangerates/synthetic_error_base_403.json"),
     R"(/error: the source says "Changing the API base is for paying clients only")"},
    {"ErApiSynthetic", "er-api", payload("er-api/synthetic_error.json"),
     R"(/result: the source says "unsupported-code")"},
    {"YahooSynthetic", "yahoo-chart", payload("yahoo-chart/synthetic_error_401.json"),
     R"(/chart/error: the source says "Invalid crumb")"},
    {"FrankfurterNotFound", "frankfurter", payload("frankfurter/v1_not-found.json"),
     R"(expected at least 20 rows at /rates/*, found none in JSON error {"message":"not found"})"},
    {"CbaFault", "cba",
     R"(<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultstring>Server was unable to read request</faultstring></soap:Fault></soap:Body></soap:Envelope>)",
     R"(//*[local-name()='Fault']: the source says "Server was unable to read request")"},
    {"NbpText", "nbp", "404 NotFound - Not Found - Brak danych",
     R"(expected JSON with /0/rates/*, got text "404 NotFound - Not Found - Brak danych" (broken JSON: parse error at line 1, column 5: syntax error while parsing value - invalid literal; last read: '404 N'; expected end of input))"},
    {"CnbPage", "cnb", "<!DOCTYPE html><html><head><title>CNB</title></head></html>",
     R"(expected text with separators, got an HTML page titled "CNB")"},
    {"CnbOtherColumns", "cnb", "20 Jun 2025 #118\nLand|Currency|Amount|Code\nUSA|dollar|1|USD\n",
     R"(expected a column "Rate", the header has "Land Currency Amount Code")"},
    {"CaptivePortal", "cbu", "<html><body>Please sign in to the network</body></html>",
     R"(expected JSON with /*, got an HTML page (broken JSON: parse error at line 1, column 1: syntax error while parsing value - invalid literal; last read: '<'))"},
    {"AnotherBase", "frankfurter", payload("frankfurter/v1_latest_EUR_2025-12-17.json"),
     R"(base at /base: expected USD, got "EUR")"},
    {"NoBase", "frankfurter",
     replaced(payload("frankfurter/v1_latest_USD_2025-12-17.json"), R"("base":"USD",)", ""),
     "base at /base: expected USD, got none"},
    {"AnotherBaseOfBnr", "bnr",
     replaced(payload("bnr/nbrfxrates_2025-09-25.xml"), "<OrigCurrency>RON", "<OrigCurrency>EUR"),
     R"(base at //*[local-name()='OrigCurrency']: expected RON, got "EUR")"},
    {"TooFewRates", "boi",
     R"({"exchangeRates":[{"key":"USD","currentExchangeRate":3.25,"unit":1,"lastUpdate":"2026-01-05T13:25:04Z"}]})",
     "expected at least 8 readable rates, got 1 in 1 rows"},
    {"InstantInTheFuture", "openexchangerates",
     replaced(payload("openexchangerates/synthetic_latest.json"), "1767232800", "1798761901"),
     "date at /timestamp: instant in the future: expected at most 5 minutes ahead of "
     "2027-01-01T00:00:00.000Z, got 2027-01-01T00:05:01.000Z",
     Errc::bad_value},
};
INSTANTIATE_TEST_SUITE_P(Table, ErrorBody, testing::ValuesIn(error_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(InstantAhead, MayBeAsFarAsClocksDiffer) {
  const auto preset = find_preset("openexchangerates");
  ASSERT_TRUE(preset);
  const auto body =
      replaced(payload("openexchangerates/synthetic_latest.json"), "1767232800", "1798761900");
  EXPECT_TRUE(decode(preset->mapping, body, "", test::after_all()));
}

struct NoNewsCase {
  const char* preset;
  const char* body;
};

void PrintTo(const NoNewsCase& row, std::ostream* out) { *out << row.preset; }

class NoNews : public testing::TestWithParam<NoNewsCase> {};

TEST_P(NoNews, IsNoFailure) {
  const auto preset = find_preset(GetParam().preset);
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping, GetParam().body, "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_TRUE(table->no_news);
  EXPECT_TRUE(table->quotes.empty());
}

const NoNewsCase no_news_cases[] = {
    {"cbu", "[]"},
    {"nbu", "[\n]\n"},
    {"nbg", "[]"},
    {"nbk", "<rates><date>01.04.2026</date><info>no rates</info></rates>"},
};
INSTANTIATE_TEST_SUITE_P(Table, NoNews, testing::ValuesIn(no_news_cases),
                         [](const auto& row) { return std::string(row.param.preset); });

}  // namespace
}  // namespace tickerd::feeds
