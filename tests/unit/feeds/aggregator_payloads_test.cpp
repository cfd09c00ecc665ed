#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "unit/feeds/payload_case.hpp"

namespace tickerd::feeds {
namespace {

using test::PayloadCase;

/// Aggregators, pushed bodies, and files that no preset reads: each by a mapping of its own.
class OtherPayload : public testing::TestWithParam<PayloadCase> {};

TEST_P(OtherPayload, IsReadToTheLastDigit) { test::expect_read(GetParam()); }

const PayloadCase aggregator_cases[] = {
    {"Frankfurter",
     "frankfurter",
     "frankfurter/v1_latest_USD_2025-12-17.json",
     30,
     {{"USD/EUR", "0.8531 2025-12-17"},
      {"USD/AUD", "1.5103 2025-12-17"},
      {"USD/IDR", "16692 2025-12-17"}}},
    {"ErApiSynthetic",
     "er-api",
     "er-api/synthetic_latest_USD.json",
     25,
     {{"USD/KGS", "81.25 2026-01-01T00:02:31.000Z"},
      {"USD/EUR", "0.8125 2026-01-01T00:02:31.000Z"},
      {"USD/JPY", "142 2026-01-01T00:02:31.000Z"}}},
    {"OpenExchangeRatesSynthetic",
     "openexchangerates",
     "openexchangerates/synthetic_latest.json",
     25,
     {{"USD/KGS", "81.25 2026-01-01T02:00:00.000Z"},
      {"USD/UZS", "11111.125 2026-01-01T02:00:00.000Z"},
      {"USD/TMT", "3.5 2026-01-01T02:00:00.000Z"}}},
    {"FixerSynthetic",
     "fixer",
     "fixer/synthetic_latest.json",
     25,
     {{"EUR/USD", "1.25 2026-01-01T02:00:00.000Z"},
      {"EUR/KGS", "101.5625 2026-01-01T02:00:00.000Z"},
      {"EUR/UZS", "13888.90625 2026-01-01T02:00:00.000Z"}}},
    {"CurrencylayerSynthetic",
     "currencylayer",
     "currencylayer/synthetic_live.json",
     25,
     {{"USD/KZT", "512.5 2026-01-01T02:00:00.000Z"},
      {"USD/EUR", "0.8125 2026-01-01T02:00:00.000Z"},
      {"USD/TRY", "40.4 2026-01-01T02:00:00.000Z"}}},
    {"YahooSynthetic",
     "yahoo-chart",
     "yahoo-chart/synthetic_KZT.json",
     1,
     {{"USD/KZT", "512.375 2026-01-01T02:00:00.000Z"}}},
    {"Pushed",
     "push",
     "push/synthetic_quotes.json",
     3,
     {{"USD/KGS", "87.45 2026-05-19"},
      {"UZS/KGS", "0.0073 2026-05-19"},
      {"KZT/KGS", "0.1859 2026-05-19T04:30:00.250Z"}}},
    {"FrankfurterOneRate",
     R"j({"format": "json", "rows": "", "code": "/quote", "rate": "/rate", "base": "USD", "base_at": "/base",
         "direction": "code_per_base", "date": {"document": "/date", "patterns": ["%Y-%m-%d"]}})j",
     "frankfurter/v2_rate_docsample_2026-07-17.json",
     1,
     {{"USD/EUR", "0.8739 2026-07-17"}}},
    {"FrankfurterOfTheEuro",
     R"j({"format": "json", "rows": "/rates/*", "code": "key()", "rate": "", "base": "EUR", "base_at": "/base",
         "direction": "code_per_base", "date": {"document": "/date", "patterns": ["%Y-%m-%d"]}})j",
     "frankfurter/v1_latest_EUR_2025-12-17.json",
     30,
     {{"EUR/USD", "1.1722 2025-12-17"},
      {"EUR/JPY", "182.38 2025-12-17"},
      {"EUR/AUD", "1.7704 2025-12-17"}}},
    {"CbrOneCurrencyOverDays",
     R"j({"format": "xml", "rows": "/ValCurs/Record", "code": "=KGS", "rate": "Value", "multiplier": "Nominal",
         "decimal_marks": ",", "base": "RUB", "date": {"row": "@Date", "patterns": ["%d.%m.%Y"]}})j",
     "cbr/XML_dynamic_KGS_2026-03.xml",
     3,
     {{"KGS/RUB", "0.882534 2026-03-03"}}},
    {"CbuByXml",
     R"j({"format": "xml", "rows": "/CBU_Curr/CcyNtry", "code": "Ccy", "rate": "Rate", "multiplier": "Nominal",
         "base": "UZS", "date": {"row": "date", "patterns": ["%d.%m.%Y"]}})j",
     "cbu/xml_docsample_2017-02-07.xml",
     1,
     {{"USD/UZS", "3294.74 2017-02-07"}}},
    {"NbuByXml",
     R"j({"format": "xml", "rows": "/exchange/currency", "code": "cc", "rate": "rate", "base": "UAH",
         "error": {"at": "/exchange/error", "message": "/exchange/error/message"},
         "date": {"row": "exchangedate", "patterns": ["%d.%m.%Y"]}})j",
     "nbu/statservice_2019-02-18.xml",
     61,
     {{"USD/UAH", "27.247894 2019-02-18"},
      {"JPY/UAH", "0.2465338 2019-02-18"},
      {"KZT/UAH", "0.072157 2019-02-18"}}},
    {"NbuByUnits",
     R"j({"format": "json", "rows": "/*", "code": "/cc", "rate": "/rate", "multiplier": "/units", "base": "UAH",
         "where": [{"at": "/group", "is": ["1"]}], "date": {"row": "/exchangedate", "patterns": ["%d.%m.%Y"]}})j",
     "nbu/exchange_site_2026-03-06_07.json",
     82,
     {{"USD/UAH", "43.8069 2026-03-06"},
      {"KZT/UAH", "0.08895 2026-03-06"},
      {"VND/UAH", "0.0016714 2026-03-06"},
      {"XAU/UAH", "none"}}},
    {"CnbMonthlyWithZerosForNoRate",
     R"j({"format": "csv", "separator": "|", "skip_lines": 1, "code": "Code", "rate": "Rate", "multiplier": "Amount",
         "base": "CZK", "no_value": ["0.000"], "date": {"document": "1", "patterns": ["%d %b %Y%*"]}})j",
     "cnb/fx_rates_en_2025-06-30.txt",
     122,
     {{"KGS/CZK", "0.24203 2025-06-30"},
      {"KZT/CZK", "0.04066 2025-06-30"},
      {"TJS/CZK", "2.145 2025-06-30"},
      {"TMT/CZK", "6.046 2025-06-30"},
      {"UZS/CZK", "0.001673 2025-06-30"}}},
    {"CnbByJson",
     R"j({"format": "json", "rows": "/rates/*", "code": "/currencyCode", "rate": "/rate", "multiplier": "/amount",
         "base": "CZK", "no_news": "/rates", "date": {"row": "/validFor", "patterns": ["%Y-%m-%d"]}})j",
     "cnb/api_daily-year_2026_last2days.json",
     60,
     {{"USD/CZK", "21.129 2026-04-01"},
      {"HUF/CZK", "0.06414 2026-04-01"},
      {"EUR/CZK", "24.52 2026-04-01"}}},
};
INSTANTIATE_TEST_SUITE_P(Table, OtherPayload, testing::ValuesIn(aggregator_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct DayCase {
  const char* day;
  const char* kgs;
  const char* tmt;
  const char* uzs;
};

void PrintTo(const DayCase& row, std::ostream* out) { *out << row.day; }

/// Two weeks of one aggregator, cut to 26 codes.
class CurrencyApiDay : public testing::TestWithParam<DayCase> {};

TEST_P(CurrencyApiDay, IsReadToTheLastDigit) {
  const auto& [day, kgs, tmt, uzs] = GetParam();
  const auto preset = find_preset("currency-api");
  ASSERT_TRUE(preset);
  const auto body = test::payload(std::string("currency-api/usd_") + day + ".json");
  const auto table = decode(preset->mapping, body, "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes.size(), 25U);
  EXPECT_EQ(test::said(*table, "USD/KGS"), std::string(kgs) + " " + day);
  EXPECT_EQ(test::said(*table, "USD/TMT"), std::string(tmt) + " " + day);
  EXPECT_EQ(test::said(*table, "USD/UZS"), std::string(uzs) + " " + day);
}

const DayCase day_cases[] = {
    {"2026-09-16", "87.46336727", "3.50815478", "11771.21473999"},
    {"2026-09-17", "87.45920084", "3.49953828", "11784.98753476"},
    {"2026-09-18", "87.44983679", "3.50999905", "11824.99591527"},
    {"2026-09-19", "87.45825675", "3.50000262", "11844.71115914"},
    {"2026-09-20", "87.45825675", "3.50000232", "11839.45264228"},
    {"2026-09-21", "87.45677027", "3.50991684", "11835.53203185"},
    {"2026-09-22", "87.45640895", "3.49773562", "11797.07761794"},
    {"2026-09-23", "87.4589986", "3.4959941", "11787.2179012"},
    {"2026-09-24", "87.4608683", "3.50629183", "11821.39577113"},
    {"2026-09-25", "87.45876659", "3.50993815", "11815.7385938"},
    {"2026-09-26", "87.4615753", "3.42905208", "11821.24915953"},
    {"2026-09-27", "87.4615753", "3.4290795", "11825.65287448"},
    {"2026-09-28", "87.4568503", "3.50727005", "11752.94229421"},
    {"2026-09-29", "87.45712429", "3.49982316", "11792.22406441"},
};
INSTANTIATE_TEST_SUITE_P(Table, CurrencyApiDay, testing::ValuesIn(day_cases), [](const auto& row) {
  std::string name = row.param.day;
  std::erase(name, '-');
  return "Of" + name;
});

/// The metals have numbers in place of codes.
TEST(OtherPayload, CbrHasMetalsByTheGram) {
  const std::tuple<int, const char*, const char*> metals[] = {
      {1, "XAU", "12957.47"}, {2, "XAG", "223.24"}, {3, "XPT", "5870.47"}, {4, "XPD", "4448.76"}};
  for (const auto& [number, code, rate] : metals) {
    const auto mapping = fmt::format(
        R"j({{"format": "xml", "rows": "/Metall/Record", "code": "={}", "buy": "Buy", "sell": "Sell",
             "where": [{{"at": "@Code", "is": ["{}"]}}], "decimal_marks": ",", "base": "RUB",
             "date": {{"row": "@Date", "patterns": ["%d.%m.%Y"]}}}})j",
        code, number);
    const auto pair = fmt::format("{}/RUB", code);
    const auto said = fmt::format("{} 2026-03-03", rate);
    test::expect_read(
        {code, mapping.c_str(), "cbr/xml_metall_2026-03.xml", 3, {{pair.c_str(), said.c_str()}}});
  }
}

}  // namespace
}  // namespace tickerd::feeds
