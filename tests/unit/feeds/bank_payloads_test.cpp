#include <gtest/gtest.h>

#include "unit/feeds/payload_case.hpp"

namespace tickerd::feeds {
namespace {

using test::PayloadCase;

/// What the presets of banks read in their banks' own bodies; see also presets_test.cpp.
class BankPayload : public testing::TestWithParam<PayloadCase> {};

TEST_P(BankPayload, IsReadToTheLastDigit) { test::expect_read(GetParam()); }

const PayloadCase bank_cases[] = {
    {"CbrWithHongKongByOne",
     "cbr",
     "cbr/XML_daily_2026-03-17.xml",
     54,
     {{"USD/RUB", "81.0517 2026-03-17"},
      {"HKD/RUB", "10.3686 2026-03-17"},
      {"KGS/RUB", "0.926835 2026-03-17"},
      {"UZS/RUB", "0.00670335 2026-03-17"},
      {"IRR/RUB", "0.0000588139 2026-03-17"}}},
    {"CbrWithHongKongByTen",
     "cbr",
     "cbr/XML_daily_2026-04-25.xml",
     54,
     {{"USD/RUB", "75.5273 2026-04-25"},
      {"HKD/RUB", "9.65699 2026-04-25"},
      {"TJS/RUB", "8.00866 2026-04-25"},
      {"TMT/RUB", "21.5792 2026-04-25"}}},
    {"CbrMirror",
     "cbr-mirror",
     "cbr/mirror_daily_json_2022-08-27.js",
     34,
     {{"USD/RUB", "60.0924 2022-08-27"},
      {"KGS/RUB", "0.744789 2022-08-27"},
      {"UZS/RUB", "0.00550516 2022-08-27"},
      {"KZT/RUB", "0.129217 2022-08-27"}}},
    {"NbuThreeRows",
     "nbu",
     "nbu/statservice_2026-08-03_3rows.json",
     3,
     {{"USD/UAH", "44.6395 2026-08-03"},
      {"DZD/UAH", "0.33557 2026-08-03"},
      {"AUD/UAH", "31.3325 2026-08-03"}},
     true},
    {"NbuDollarAlone",
     "nbu",
     "nbu/statservice_USD_2026-08-03.json",
     1,
     {{"USD/UAH", "44.6395 2026-08-03"}},
     true},
    {"TcmbSynthetic",
     "tcmb",
     "tcmb/synthetic_today.xml",
     10,
     {{"USD/TRY", "43.15 2026-01-02"},
      {"EUR/TRY", "50.15 2026-01-02"},
      {"JPY/TRY", "0.285 2026-01-02"},
      {"IRR/TRY", "0.0010305 2026-01-02"},
      {"KWD/TRY", "141.4 2026-01-02"},
      {"XDR/TRY", "none"}}},
    {"Nbg",
     "nbg",
     "nbg/2026-02-28.json",
     42,
     {{"USD/GEL", "2.6759 2026-02-28"},
      {"KGS/GEL", "0.030609 2026-02-28"},
      {"UZS/GEL", "0.00022 2026-02-28"},
      {"TJS/GEL", "0.28491 2026-02-28"}}},
    {"CbarWithoutMetals",
     "cbar",
     "cbar/2026-09-04_trimmed.xml",
     4,
     {{"USD/AZN", "1.7 2026-09-04"},
      {"EUR/AZN", "1.9765 2026-09-04"},
      {"KZT/AZN", "0.003724 2026-09-04"},
      {"UZS/AZN", "0.000144 2026-09-04"},
      {"XAU/AZN", "none"}},
     true},
    {"CbaWithoutMetals",
     "cba",
     "cba/ExchangeRatesLatest_2026-03-18.xml",
     28,
     {{"USD/AMD", "377.39 2026-03-18"},
      {"JPY/AMD", "2.3735 2026-03-18"},
      {"KZT/AMD", "0.78183 2026-03-18"},
      {"UZS/AMD", "0.031003 2026-03-18"},
      {"XAU/AMD", "none"}}},
    {"Cnb",
     "cnb",
     "cnb/daily_en_2025-06-20.txt",
     31,
     {{"USD/CZK", "21.555 2025-06-20"},
      {"HUF/CZK", "0.06166 2025-06-20"},
      {"AUD/CZK", "13.987 2025-06-20"}}},
    {"Nbp",
     "nbp",
     "nbp/tables_A_2026-03-02_05.json",
     32,
     {{"USD/PLN", "3.6056 2026-03-02"},
      {"THB/PLN", "0.1146 2026-03-02"},
      {"HUF/PLN", "0.011155 2026-03-02"}}},
    {"BnrOfTheOldNamespace",
     "bnr",
     "bnr/nbrfxrates_2025-09-25.xml",
     37,
     {{"USD/RON", "4.321 2025-09-25"},
      {"EUR/RON", "5.0754 2025-09-25"},
      {"HUF/RON", "0.012996 2025-09-25"},
      {"XAU/RON", "none"}}},
    {"BnrOfTheNewNamespace",
     "bnr",
     "bnr/nbrfxrates2026_last3days.xml",
     108,
     {{"USD/RON", "4.5195 2026-08-17"},
      {"EUR/RON", "5.2419 2026-08-17"},
      {"HUF/RON", "0.014477 2026-08-17"},
      {"XAU/RON", "none"}}},
    {"BoiSynthetic",
     "boi",
     "boi/synthetic_GetExchangeRates.json",
     14,
     {{"USD/ILS", "3.25 2026-01-05"},
      {"JPY/ILS", "0.02125 2026-01-05"},
      {"LBP/ILS", "0.00025 2026-01-05"}}},
    {"EcbOfTenDays",
     "ecb-90d",
     "ecb/eurofxref-hist-90d_2025-06-18_first10days.xml",
     300,
     {{"EUR/USD", "1.1423 2025-06-05"},
      {"EUR/JPY", "163.66 2025-06-05"},
      {"EUR/GBP", "0.8419 2025-06-05"}}},
    {"EcbBySdmx",
     "ecb-csv",
     "ecb/data-api_EXR_2026-02-17.csv",
     29,
     {{"EUR/USD", "1.15 2026-03-18"},
      {"EUR/AUD", "1.6305 2026-03-18"},
      {"EUR/DKK", "7.472 2026-03-18"}}},
};
INSTANTIATE_TEST_SUITE_P(Table, BankPayload, testing::ValuesIn(bank_cases),
                         [](const auto& row) { return std::string(row.param.name); });

/// Ten to one: the bank keeps its number between 10 and 100. The value of a unit is steady.
TEST(BankPayload, HongKongDollarStaysWhenItsMultiplierChanges) {
  const auto preset = find_preset("cbr");
  ASSERT_TRUE(preset);
  const auto quote_in = [&](const char* file) {
    const auto table = decode(preset->mapping, test::payload(file), "", test::after_all());
    for (const auto& quote : table->quotes) {
      if (quote.pair.text() == "HKD/RUB") return quote;
    }
    return table->quotes.front();
  };
  const auto by_one = quote_in("cbr/XML_daily_2026-03-17.xml");
  const auto by_ten = quote_in("cbr/XML_daily_2026-04-25.xml");
  EXPECT_EQ(by_one.origin->rate + " for " + by_one.origin->multiplier, "10,3686 for 1");
  EXPECT_EQ(by_ten.origin->rate + " for " + by_ten.origin->multiplier, "96,5699 for 10");
  EXPECT_EQ((by_ten.value / by_one.value).fixed(4), "0.9314");
}

}  // namespace
}  // namespace tickerd::feeds
