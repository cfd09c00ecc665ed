#include <gtest/gtest.h>

#include "feeds/decode.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using test::payload;
using test::preset_with;
using test::said;

/// The mapping language on the files of banks that have no preset: each shows a part of it.
struct FormatCase {
  const char* name;
  const char* file;
  const char* mapping;
  std::size_t quotes;
  std::vector<std::pair<const char*, const char*>> said;
};

void PrintTo(const FormatCase& row, std::ostream* out) { *out << row.name; }

class MappedFormat : public testing::TestWithParam<FormatCase> {};

TEST_P(MappedFormat, ReadsTheFile) {
  const auto preset = preset_with(GetParam().mapping);
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping, payload(GetParam().file), "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes.size(), GetParam().quotes);
  for (const auto& [pair, value] : GetParam().said) EXPECT_EQ(said(*table, pair), value) << pair;
  for (const auto& problem : table->problems)
    ADD_FAILURE() << problem.where << ": " << problem.what;
}

const FormatCase format_cases[] = {
    {"ItemDatesOfTwoDigitYearsWithDeadCurrencies",
     "nbk/rates_all_2016-04-18.xml",
     R"j({"format": "xml", "rows": "/rss/channel/item", "code": "title", "rate": "description", "base": "KZT",
         "multiplier": "quant", "behind_newest_days": 10,
         "date": {"row": "pubDate", "patterns": ["%d.%m.%Y", "%d.%m.%y"]}})j",
     39,
     {{"USD/KZT", "334.41 2016-04-18"},
      {"EUR/KZT", "376.61 2016-04-18"},
      {"UZS/KZT", "0.1159 2016-04-18"},
      {"LVL/KZT", "none"},
      {"TRL/KZT", "none"}}},
    {"Windows1251DecimalComma",
     "cbr/XML_daily_2026-03-17.xml",
     R"j({"format": "xml", "rows": "/ValCurs/Valute", "code": "CharCode", "rate": "Value", "base": "RUB",
         "multiplier": "Nominal", "decimal_marks": ",",
         "date": {"document": "/ValCurs/@Date", "patterns": ["%d.%m.%Y"]}})j",
     54,
     {{"USD/RUB", "81.0517 2026-03-17"},
      {"HKD/RUB", "10.3686 2026-03-17"},
      {"IRR/RUB", "0.0000588139 2026-03-17"}}},
    {"MultiplierThatChanged",
     "cbr/XML_daily_2026-04-25.xml",
     R"j({"format": "xml", "rows": "/ValCurs/Valute", "code": "CharCode", "rate": "Value", "base": "RUB",
         "multiplier": "Nominal", "decimal_marks": ",",
         "date": {"document": "/ValCurs/@Date", "patterns": ["%d.%m.%Y"]}})j",
     54,
     {{"USD/RUB", "75.5273 2026-04-25"},
      {"HKD/RUB", "9.65699 2026-04-25"},
      {"KGS/RUB", "0.864125 2026-04-25"}}},
    {"CommaExponent",
     "cbr/XML_daily_2026-04-25.xml",
     R"j({"format": "xml", "rows": "/ValCurs/Valute", "code": "CharCode", "rate": "VunitRate", "base": "RUB",
         "decimal_marks": ",", "date": {"document": "/ValCurs/@Date", "patterns": ["%d.%m.%Y"]}})j",
     54,
     {{"IRR/RUB", "0.0000539256 2026-04-25"}, {"USD/RUB", "75.5273 2026-04-25"}}},
    {"KeyedObject",
     "cbr/mirror_daily_json_2022-08-27.js",
     R"j({"format": "json", "rows": "/Valute/*", "code": "key()", "rate": "/Value", "base": "RUB",
         "multiplier": "/Nominal", "date": {"document": "/Date", "patterns": ["%Y-%m-%d%*"]}})j",
     34,
     {{"USD/RUB", "60.0924 2022-08-27"}}},
    {"NamespacesAndTimes",
     "cba/ExchangeRatesLatest_2026-03-18.xml",
     R"j({"format": "xml", "rows": "//*[local-name()='ExchangeRate']", "code": "ISO", "rate": "Rate",
         "multiplier": "Amount", "base": "AMD",
         "date": {"document": "//*[local-name()='CurrentDate']", "patterns": ["%Y-%m-%d%*"]}})j",
     30,
     {{"USD/AMD", "377.39 2026-03-18"}, {"GBP/AMD", "504.04 2026-03-18"}}},
    {"RowsOfOneGroup",
     "cbar/2026-09-04_trimmed.xml",
     R"j({"format": "xml", "rows": "/ValCurs/ValType[@Type='Xarici valyutalar']/Valute", "code": "@Code",
         "rate": "Value", "multiplier": "Nominal", "base": "AZN",
         "date": {"document": "/ValCurs/@Date", "patterns": ["%d.%m.%Y"]}})j",
     4,
     {{"USD/AZN", "1.7 2026-09-04"}, {"XAU/AZN", "none"}}},
    {"OneObjectInAnArray",
     "nbg/2026-02-28.json",
     R"j({"format": "json", "rows": "/0/currencies/*", "code": "/code", "rate": "/rate", "multiplier": "/quantity",
         "base": "GEL", "date": {"row": "/validFromDate", "patterns": ["%Y-%m-%d%*"]}})j",
     42,
     {{"USD/GEL", "2.6759 2026-02-28"},
      {"AED/GEL", "0.72853 2026-02-28"},
      {"AMD/GEL", "0.007096 2026-02-28"}}},
    {"AbsentMultiplierIsOne",
     "bnr/nbrfxrates_2025-09-25.xml",
     R"j({"format": "xml", "rows": "//*[local-name()='Rate']", "code": "@currency", "rate": ".", "base": "RON",
         "multiplier": {"at": "@multiplier", "default": "1"}, "skip_codes": ["XAU"],
         "date": {"row": "../@date", "patterns": ["%Y-%m-%d"]}})j",
     37,
     {{"USD/RON", "4.321 2025-09-25"}, {"HUF/RON", "0.012996 2025-09-25"}, {"XAU/RON", "none"}}},
    {"OnlyTheNewestDay",
     "ecb/eurofxref-hist-90d_2025-06-18_first10days.xml",
     R"j({"format": "xml", "rows": "//*[local-name()='Cube'][@currency]", "code": "@currency", "rate": "@rate",
         "base": "EUR", "direction": "code_per_base", "behind_newest_days": 0,
         "date": {"row": "../@time", "patterns": ["%Y-%m-%d"]}})j",
     30,
     {{"EUR/USD", "1.1508 2025-06-18"}, {"EUR/GBP", "0.8552 2025-06-18"}}},
    {"ColumnsOfCodesWithTrailingSeparator",
     "ecb/eurofxref_2026-02-06.csv",
     R"j({"format": "csv", "pivot": true, "base": "EUR", "direction": "code_per_base",
         "date": {"row": "Date", "patterns": ["%d %b %Y"]}})j",
     29,
     {{"EUR/USD", "1.1794 2026-02-06"},
      {"EUR/IDR", "19900 2026-02-06"},
      {"EUR/ZAR", "19.017 2026-02-06"}}},
    {"MissingValuesOfHistory",
     "ecb/eurofxref-hist_head80.csv",
     R"j({"format": "csv", "pivot": true, "base": "EUR", "direction": "code_per_base", "no_value": ["N/A"],
         "behind_newest_days": 0, "date": {"row": "1", "patterns": ["%Y-%m-%d"]}})j",
     29,
     {{"EUR/USD", "1.1794 2026-02-06"},
      {"EUR/JPY", "185.27 2026-02-06"},
      {"EUR/CZK", "24.24 2026-02-06"},
      {"EUR/HRK", "none"}}},
    {"NamedColumns",
     "ecb/data-api_EXR_2026-02-17.csv",
     R"j({"format": "csv", "code": "CURRENCY", "rate": "OBS_VALUE", "base": "EUR", "direction": "code_per_base",
         "behind_newest_days": 0, "date": {"row": "TIME_PERIOD", "patterns": ["%Y-%m-%d"]}})j",
     29,
     {{"EUR/AUD", "1.6305 2026-03-18"}}},
    {"BarsUnderADateLine",
     "cnb/daily_en_2025-06-20.txt",
     R"j({"format": "csv", "separator": "|", "skip_lines": 1, "code": "Code", "rate": "Rate", "multiplier": "Amount",
         "base": "CZK", "date": {"document": "1", "patterns": ["%d %b %Y%*"]}})j",
     31,
     {{"USD/CZK", "21.555 2025-06-20"},
      {"HUF/CZK", "0.06166 2025-06-20"},
      {"AUD/CZK", "13.987 2025-06-20"}}},
    {"BarsWithDecimalComma",
     "cnb/denni_kurz_cs_2016-04-05.txt",
     R"j({"format": "csv", "separator": "|", "skip_lines": 2, "header": false, "code": "4", "rate": "5",
         "multiplier": "3", "decimal_marks": ",", "base": "CZK",
         "date": {"document": "1", "patterns": ["%d.%m.%Y%*"]}})j",
     32,
     {{"USD/CZK", "23.774 2016-04-05"},
      {"HUF/CZK", "0.08648 2016-04-05"},
      {"BRL/CZK", "6.525 2016-04-05"}}},
    {"CurrencyByValueOfAMember",
     "nbu/statservice_2026-08-03_3rows.json",
     R"j({"format": "json", "rows": "/*", "code": "/cc", "rate": "/rate", "base": "UAH", "required": ["USD"],
         "date": {"row": "/exchangedate", "patterns": ["%d.%m.%Y"]}})j",
     3,
     {{"USD/UAH", "44.6395 2026-08-03"},
      {"DZD/UAH", "0.33557 2026-08-03"},
      {"AUD/UAH", "31.3325 2026-08-03"}}},
    {"FirstOfSeveralTables",
     "nbp/tables_A_2026-03-02_05.json",
     R"j({"format": "json", "rows": "/0/rates/*", "code": "/code", "rate": "/mid", "base": "PLN",
         "date": {"document": "/0/effectiveDate", "patterns": ["%Y-%m-%d"]}})j",
     32,
     {{"USD/PLN", "3.6056 2026-03-02"},
      {"THB/PLN", "0.1146 2026-03-02"},
      {"AUD/PLN", "2.5522 2026-03-02"}}},
    {"RatesByName",
     "frankfurter/v1_latest_USD_2025-12-17.json",
     R"j({"format": "json", "rows": "/rates/*", "code": "key()", "rate": "", "base": "USD",
         "direction": "code_per_base", "date": {"document": "/date", "patterns": ["%Y-%m-%d"]}})j",
     30,
     {{"USD/EUR", "0.8531 2025-12-17"},
      {"USD/AUD", "1.5103 2025-12-17"},
      {"USD/IDR", "16692 2025-12-17"}}},
};
INSTANTIATE_TEST_SUITE_P(Table, MappedFormat, testing::ValuesIn(format_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Decode, TakesTheMiddleOfBuyAndSell) {
  const auto preset = preset_with(
      R"j({"format": "json", "rows": "/*", "code": "/c", "buy": "/b", "sell": "/s", "base": "TRY", "no_value": [""],
          "date": {"row": "/d", "patterns": ["%Y-%m-%d"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping,
                            R"j([{"c": "USD", "b": 42.10, "s": 42.17, "d": "2026-03-02"},
                                {"c": "XDR", "b": "57.1", "s": "", "d": "2026-03-02"},
                                {"c": "EUR", "b": 50, "s": 49, "d": "2026-03-02"}])j",
                            "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(said(*table, "USD/TRY"), "42.135 2026-03-02");
  EXPECT_EQ(said(*table, "XDR/TRY"), "none");
  ASSERT_EQ(table->problems.size(), 1U);
  EXPECT_EQ(table->problems[0].where, "/2 (EUR)");
  EXPECT_EQ(table->problems[0].what, "sell: expected at least buy 50, got 49");
}

TEST(Decode, ReadsPairsAndInstants) {
  const auto preset = preset_with(
      R"j({"format": "json", "rows": "/data/*", "pair": "/s", "rate": "/p", "where": [{"at": "/k", "is": ["t"]}],
          "date": {"row": "/at", "patterns": ["%Y-%m-%dT%H:%M:%S%*"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(
      preset->mapping,
      R"j({"data": [{"k": "t", "s": "BTC-USD", "p": "120000.50", "at": "2026-03-02T10:00:01.5Z"},
                                         {"k": "t", "s": "USDKZT", "p": 475, "at": "2026-03-02T10:00:02Z"},
                                         {"k": "x", "s": "ETH/USD", "p": 1, "at": "2026-03-02T10:00:02Z"}]})j",
      "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(said(*table, "BTC/USD"), "120000.5 2026-03-02T10:00:01.000Z");
  EXPECT_EQ(said(*table, "USD/KZT"), "475 2026-03-02T10:00:02.000Z");
  EXPECT_EQ(table->quotes.size(), 2U);
}

TEST(Decode, TakesConstantsForWhatADocumentDoesNotSay) {
  const std::string rest = R"j("code": "=KGS", "multiplier": "=100", "base": "RUB", )j";
  const std::pair<std::string, const char*> cases[] = {
      {R"j({"format": "csv", "rate": "2", "date": {"row": "1", "patterns": ["%Y-%m-%d"]}, )j",
       "day,rate\n2026-03-02,92.5\n"},
      {R"j({"format": "json", "rows": "", "rate": "/r", "date": {"document": "=2026-03-02", "patterns": ["%Y-%m-%d"]}, )j",
       R"({"r": 92.5})"},
      {R"j({"format": "xml", "rows": "/r", "rate": "@r", "date": {"row": "@d", "patterns": ["%Y-%m-%d"]}, )j",
       R"(<r d="2026-03-02" r="92.5"/>)"}};
  for (const auto& [start, body] : cases) {
    const auto preset = preset_with(start + rest.substr(0, rest.size() - 2) + "}");
    ASSERT_TRUE(preset) << preset.error().detail;
    const auto table = decode(preset->mapping, body, "", test::after_all());
    ASSERT_TRUE(table) << table.error().detail;
    EXPECT_EQ(said(*table, "KGS/RUB"), "0.925 2026-03-02") << body;
  }
}

TEST(Decode, ReadsWhatAHeaderSaysOfTheCharacterSet) {
  const auto preset = preset_with(
      R"j({"format": "csv", "separator": ";", "code": "Валюта", "rate": "Курс", "base": "RUB",
          "date": {"row": "3", "patterns": ["%Y-%m-%d"]}})j");
  ASSERT_TRUE(preset) << preset.error().detail;
  const std::string body = "\xc2\xe0\xeb\xfe\xf2\xe0;\xca\xf3\xf0\xf1;d\r\nUSD;80.5;2026-03-02\r\n";
  const auto table =
      decode(preset->mapping, body, "text/csv; charset=\"Windows-1251\"", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(said(*table, "USD/RUB"), "80.5 2026-03-02");
  EXPECT_FALSE(decode(preset->mapping, body, "text/csv", test::after_all()));
}

}  // namespace
}  // namespace tickerd::feeds
