#include "feeds/presets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/decode.hpp"
#include "unit/feeds/payload_case.hpp"

namespace tickerd::feeds {
namespace {

using test::payload;
using test::PayloadCase;

class RecordedPayload : public testing::TestWithParam<PayloadCase> {};

TEST_P(RecordedPayload, IsReadToTheLastDigit) { test::expect_read(GetParam()); }

// UZS 3.93 per 100 and KRW 31.29 per 100 at the NBK; CBT's KZT 0.7424 per 100, IRR 0.0265 per
// 10000.
const PayloadCase payload_cases[] = {
    {"Nbk1",
     "nbk",
     "nbk/get_rates_2026-04-01.xml",
     39,
     {{"USD/KZT", "478.77 2026-04-01"},
      {"UZS/KZT", "0.0393 2026-04-01"},
      {"KRW/KZT", "0.3129 2026-04-01"},
      {"KGS/KZT", "5.47 2026-04-01"},
      {"EUR/KZT", "548.62 2026-04-01"}}},
    {"Nbk2",
     "nbk",
     "nbk/get_rates_2026-04-02.xml",
     39,
     {{"USD/KZT", "475.09 2026-04-02"},
      {"UZS/KZT", "0.0391 2026-04-02"},
      {"KRW/KZT", "0.3155 2026-04-02"},
      {"TJS/KZT", "49.75 2026-04-02"}}},
    {"NbkrDecimalComma",
     "nbkr",
     "nbkr/daily_2026-05-24.xml",
     5,
     {{"USD/KGS", "87.45 2026-05-24"},
      {"EUR/KGS", "101.5076 2026-05-24"},
      {"CNY/KGS", "12.8707 2026-05-24"},
      {"KZT/KGS", "0.1859 2026-05-24"},
      {"RUB/KGS", "1.2263 2026-05-24"}}},
    {"NbkrWeeklyWithoutBYR",
     "nbkr-weekly",
     "nbkr/weekly_2026-05-23.xml",
     39,
     {{"GBP/KGS", "117.4147 2026-05-23"},
      {"JPY/KGS", "0.54969 2026-05-23"},
      {"BYN/KGS", "32.0154 2026-05-23"},
      {"BYR/KGS", "none"},
      {"USD/KGS", "none"}}},
    {"Cbu1",
     "cbu",
     "cbu/all_2026-04-01.json",
     75,
     {{"USD/UZS", "12194.21 2026-04-01"},
      {"IDR/UZS", "0.718 2026-04-01"},
      {"TMT/UZS", "4037.68 2026-04-01"},
      {"KGS/UZS", "139.4 2026-04-01"}}},
    {"Cbu2",
     "cbu",
     "cbu/all_2026-04-02.json",
     75,
     {{"USD/UZS", "12142.1 2026-04-02"},
      {"IDR/UZS", "0.715 2026-04-02"},
      {"TMT/UZS", "3469.17 2026-04-02"}}},
    {"Nbt18",
     "nbt",
     "nbt/2026-05-18.xml",
     36,
     {{"USD/TJS", "9.345 2026-05-18"},
      {"UZS/TJS", "0.00078 2026-05-18"},
      {"KGS/TJS", "0.10686 2026-05-18"},
      {"KZT/TJS", "0.01971 2026-05-18"}}},
    {"Nbt19",
     "nbt",
     "nbt/2026-05-19.xml",
     36,
     {{"USD/TJS", "9.3371 2026-05-19"},
      {"UZS/TJS", "0.000777 2026-05-19"},
      {"TMT/TJS", "2.6677 2026-05-19"}}},
    {"Cbt20",
     "cbt",
     "cbt/2026-05-20.xml",
     48,
     {{"USD/TMT", "3.5 2026-05-20"},
      {"KZT/TMT", "0.007424 2026-05-20"},
      {"IRR/TMT", "0.00000265 2026-05-20"},
      {"EUR/TMT", "4.0649 2026-05-20"}}},
    {"Cbt21",
     "cbt",
     "cbt/2026-05-21.xml",
     48,
     {{"USD/TMT", "3.5 2026-05-21"},
      {"UZS/TMT", "0.00029 2026-05-21"},
      {"TJS/TMT", "0.3788 2026-05-21"}}},
    {"EcbSingleQuotes",
     "ecb",
     "ecb/eurofxref-daily_2025-06-18.xml",
     30,
     {{"EUR/USD", "1.1508 2025-06-18"},
      {"EUR/JPY", "166.67 2025-06-18"},
      {"EUR/IDR", "18828.24 2025-06-18"}}},
    {"CurrencyApiPretty",
     "currency-api",
     "currency-api/full_usd_2026-09-29.json",
     338,
     {{"USD/EUR", "0.88022588 2026-09-29"},
      {"USD/KGS", "87.45712429 2026-09-29"},
      {"USD/KZT", "441.23394101 2026-09-29"},
      {"USD/TJS", "9.23251007 2026-09-29"},
      {"USD/TMT", "3.49982316 2026-09-29"},
      {"USD/1INCH", "9.96631033 2026-09-29"},
      {"USD/BTC", "0.000012017405 2026-09-29"}}},
    {"CurrencyApiMinified",
     "currency-api",
     "currency-api/full_usd.min_2026-09-28.json",
     339,
     {{"USD/EUR", "0.87803741 2026-09-28"},
      {"USD/TMT", "3.50727005 2026-09-28"},
      {"USD/TJS", "9.23051787 2026-09-28"},
      {"USD/KZT", "443.16675293 2026-09-28"}}},
};
INSTANTIATE_TEST_SUITE_P(Table, RecordedPayload, testing::ValuesIn(payload_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct CrossCase {
  const char* name;
  const char* preset;
  const char* file;
  const char* local;
  std::vector<std::pair<const char*, const char*>> per_dollar;
};

void PrintTo(const CrossCase& row, std::ostream* out) { *out << row.name; }

class ImpliedCross : public testing::TestWithParam<CrossCase> {};

/// Units per dollar: of a national bank the quotient of two of its rates.
TEST_P(ImpliedCross, ComesOutOnceMultipliersAreDividedOut) {
  const auto preset = find_preset(GetParam().preset);
  ASSERT_TRUE(preset);
  const auto table = decode(preset->mapping, payload(GetParam().file), "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  const auto value = [&](const std::string& pair) {
    for (const auto& quote : table->quotes) {
      if (quote.pair.text() == pair) return quote.value;
    }
    return rates::Decimal(0);
  };
  for (const auto& [code, expected] : GetParam().per_dollar) {
    const auto foreign = value(std::string(code) + "/" + GetParam().local);
    ASSERT_TRUE(foreign.is_positive()) << code;
    const auto cross = value(std::string("USD/") + GetParam().local) / foreign;
    const std::string_view digits = expected;
    const auto point = digits.find('.');
    EXPECT_EQ(cross.fixed(static_cast<int>(digits.size() - point - 1)), expected) << code;
  }
}

const CrossCase cross_cases[] = {
    {"Nbk1",
     "nbk",
     "nbk/get_rates_2026-04-01.xml",
     "KZT",
     {{"KGS", "87.5265"}, {"TJS", "9.5392"}, {"UZS", "12182.44"}, {"EUR", "0.8727"}}},
    {"Nbk2",
     "nbk",
     "nbk/get_rates_2026-04-02.xml",
     "KZT",
     {{"KGS", "87.4936"}, {"TJS", "9.5495"}, {"UZS", "12150.64"}, {"EUR", "0.8621"}}},
    {"Nbkr", "nbkr", "nbkr/daily_2026-05-24.xml", "KGS", {{"KZT", "470.41"}, {"EUR", "0.8615"}}},
    {"Cbu1WithItsWrongManat",
     "cbu",
     "cbu/all_2026-04-01.json",
     "UZS",
     {{"KGS", "87.4764"},
      {"KZT", "477.64"},
      {"TJS", "9.5800"},
      {"TMT", "3.0201"},
      {"EUR", "0.8720"}}},
    {"Cbu2",
     "cbu",
     "cbu/all_2026-04-02.json",
     "UZS",
     {{"KGS", "87.4791"},
      {"KZT", "475.23"},
      {"TJS", "9.5850"},
      {"TMT", "3.5000"},
      {"EUR", "0.8624"}}},
    {"Nbt18",
     "nbt",
     "nbt/2026-05-18.xml",
     "TJS",
     {{"KGS", "87.4509"},
      {"KZT", "474.12"},
      {"UZS", "11980.77"},
      {"TMT", "3.5000"},
      {"EUR", "0.8593"}}},
    {"Nbt19",
     "nbt",
     "nbt/2026-05-19.xml",
     "TJS",
     {{"KGS", "87.4506"},
      {"KZT", "470.15"},
      {"UZS", "12016.86"},
      {"TMT", "3.5001"},
      {"EUR", "0.8598"}}},
    {"Cbt20",
     "cbt",
     "cbt/2026-05-20.xml",
     "TMT",
     {{"KGS", "87.4497"},
      {"KZT", "471.44"},
      {"TJS", "9.2397"},
      {"UZS", "12015.10"},
      {"EUR", "0.8610"}}},
    {"Cbr",
     "cbr",
     "cbr/XML_daily_2026-04-25.xml",
     "RUB",
     {{"KGS", "87.4032"},
      {"KZT", "462.87"},
      {"TJS", "9.4307"},
      {"UZS", "12020.48"},
      {"TMT", "3.5000"},
      {"EUR", "0.8555"}}},
    {"Cba",
     "cba",
     "cba/ExchangeRatesLatest_2026-03-18.xml",
     "AMD",
     {{"KGS", "87.4317"},
      {"KZT", "482.70"},
      {"TJS", "9.6038"},
      {"UZS", "12172.69"},
      {"EUR", "0.8665"}}},
};
INSTANTIATE_TEST_SUITE_P(Table, ImpliedCross, testing::ValuesIn(cross_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FindPreset, ReadsEveryOneOfItsOwn) {
  EXPECT_GE(preset_names().size(), 28U);
  for (const auto& name : preset_names()) {
    const auto preset = find_preset(name);
    ASSERT_TRUE(preset) << preset.error().detail;
    EXPECT_FALSE(preset->title.empty()) << name;
    EXPECT_EQ(preset->url.empty(), name == "push") << name;
    if (name != "push") {
      EXPECT_FALSE(preset->attribution.empty()) << name;
      EXPECT_FALSE(preset->terms_url.empty()) << name;
    }
  }
}

TEST(FindPreset, SaysWhichMayNotBePublished) {
  std::vector<std::string> no_republication;
  std::vector<std::string> keyed;
  std::vector<std::string> off;
  std::vector<std::string> credited;
  for (const auto& name : preset_names()) {
    const auto preset = find_preset(name);
    ASSERT_TRUE(preset);
    if (!preset->republication) no_republication.push_back(name);
    if (preset->needs_key) keyed.push_back(name);
    if (!preset->off_by_default.empty()) off.push_back(name);
    if (preset->attribution_required) credited.push_back(name);
  }
  using testing::IsSupersetOf;
  EXPECT_THAT(no_republication, IsSupersetOf({"currencylayer", "er-api", "fixer",
                                              "openexchangerates", "yahoo-chart"}));
  EXPECT_THAT(keyed, testing::ElementsAre("currencylayer", "fixer", "openexchangerates"));
  EXPECT_THAT(off, testing::ElementsAre("cbt"));
  EXPECT_THAT(credited,
              IsSupersetOf({"ecb", "ecb-90d", "ecb-csv", "er-api", "frankfurter", "nbt"}));
}

TEST(FindPreset, NamesTheNearestOne) {
  const auto preset = find_preset("nkb");
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().code, rates::Errc::not_found);
  EXPECT_EQ(preset.error().detail, R"(preset "nkb": there is none; did you mean "nbk"?)");
}

TEST(FindPreset, ReadsAFile) {
  const auto preset = find_preset(TICKERD_TEST_DATA "/../../config/presets/nbt.json");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_EQ(preset->name, "nbt");
  EXPECT_EQ(preset->every, std::chrono::minutes(15));
  EXPECT_EQ(find_preset("./none.json").error().code, rates::Errc::not_found);
}

}  // namespace
}  // namespace tickerd::feeds
