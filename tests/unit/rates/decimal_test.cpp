#include "rates/decimal.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::number;

struct ReadCase {
  const char* text;
  const char* exact;
};

TEST(DecimalParse, HoldsWhatTheSourceWrote) {
  for (const auto& [text, exact] : {
           ReadCase{"0.01144", "0.01144"},
           ReadCase{"-2.77", "-2.77"},
           ReadCase{"+0.02", "0.02"},
           ReadCase{"87.4500", "87.45"},
           ReadCase{"1.0190957e-9", "0.0000000010190957"},
           ReadCase{"5.39256E-05", "0.0000539256"},
           ReadCase{"2e3", "2000"},
           ReadCase{"2e+3", "2000"},
           ReadCase{".5", "0.5"},
           ReadCase{"3.", "3"},
           ReadCase{"007", "7"},
           ReadCase{"-0.00", "0"},
           ReadCase{"1375000", "1375000"},
           ReadCase{"100000000", "100000000"},
           ReadCase{"0.00000001", "0.00000001"},
           ReadCase{"12345678.87654321", "12345678.87654321"},
           ReadCase{"123456789012345678901234567890.123456789012345678901234567",
                    "123456789012345678901234567890.123456789012345678901234567"},
       }) {
    const auto read = Decimal::parse(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->exact(), exact) << text;
  }
}

TEST(DecimalParse, RefusesWhatIsNotANumber) {
  for (const std::string& text : std::vector<std::string>{"",
                                                          "-",
                                                          "+",
                                                          ".",
                                                          "e5",
                                                          "1e",
                                                          "1e+",
                                                          "nan",
                                                          "NaN",
                                                          "inf",
                                                          "-inf",
                                                          "0x10",
                                                          "1,234.5",
                                                          "87,45",
                                                          " 1",
                                                          "1 ",
                                                          "1.2.3",
                                                          "--1",
                                                          "+-1",
                                                          "1e5.5",
                                                          "1e41",
                                                          "1e-41",
                                                          "1_000",
                                                          "1'000",
                                                          std::string(65, '1'),
                                                          "1" + std::string(300, '0'),
                                                          "0." + std::string(150, '0') + "1",
                                                          std::string("1\0", 2),
                                                          "\xd9\xa1"}) {
    const auto read = Decimal::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Errc::bad_value);
  }
  EXPECT_EQ(Decimal::parse("n/a").error().detail,
            "expected a decimal number of at most 64 digits, got \"n/a\"");
}

struct FixedCase {
  const char* value;
  int decimals;
  const char* text;
};

TEST(DecimalFixed, RoundsHalfEven) {
  for (const auto& [value, decimals, text] : {
           FixedCase{"0.125", 2, "0.12"},
           FixedCase{"0.135", 2, "0.14"},
           FixedCase{"-0.125", 2, "-0.12"},
           FixedCase{"0.1250001", 2, "0.13"},
           FixedCase{"2.5", 0, "2"},
           FixedCase{"3.5", 0, "4"},
           FixedCase{"0.5", 0, "0"},
           FixedCase{"0.51", 0, "1"},
           FixedCase{"1.5", 0, "2"},
           FixedCase{"9.995", 2, "10.00"},
           FixedCase{"99.999", 2, "100.00"},
           FixedCase{"0.006", 2, "0.01"},
           FixedCase{"0.005", 2, "0.00"},
           FixedCase{"0.0009", 2, "0.00"},
           FixedCase{"-0.001", 2, "0.00"},
           FixedCase{"-0.005", 2, "0.00"},
           FixedCase{"-0.0051", 2, "-0.01"},
           FixedCase{"0", 3, "0.000"},
           FixedCase{"12", 3, "12.000"},
           FixedCase{"1e40", 1,
                     "1"
                     "0000000000"
                     "0000000000"
                     "0000000000"
                     "0000000000"
                     ".0"},
           FixedCase{"1e-30", 2, "0.00"},
           FixedCase{"0.00000002", 8, "0.00000002"},
       }) {
    EXPECT_EQ(number(value).fixed(decimals), text) << value;
  }
}

TEST(DecimalSignificant, KeepsTrailingZerosAndCarries) {
  for (const auto& [value, digits, text] : {
           FixedCase{"87.45", 5, "87.450"},
           FixedCase{"12194.21", 3, "12200"},
           FixedCase{"12194.21", 5, "12194"},
           FixedCase{"0.0114351", 5, "0.011435"},
           FixedCase{"9.99996", 5, "10.000"},
           FixedCase{"0.999996", 5, "1.0000"},
           FixedCase{"99999.6", 5, "100000"},
           FixedCase{"0.00000123456", 3, "0.00000123"},
           FixedCase{"1375000", 5, "1375000"},
           FixedCase{"123456789012", 5, "123460000000"},
           FixedCase{"-0.0114355", 5, "-0.011436"},
           FixedCase{"0.0114345", 5, "0.011434"},
           FixedCase{"0", 5, "0"},
           FixedCase{"1", 1, "1"},
           FixedCase{"0.95", 1, "1"},
           FixedCase{"0.85", 1, "0.8"},
       }) {
    EXPECT_EQ(number(value).significant(digits), text) << value;
    const auto point = std::string(text).find('.');
    const auto decimals = point == std::string::npos ? 0 : std::string(text).size() - point - 1;
    EXPECT_EQ(number(value).decimals_of_significant(digits), static_cast<int>(decimals)) << value;
  }
}

TEST(Decimal, QuotientsWithAFiniteExpansionAreExact) {
  EXPECT_EQ(Decimal(1) / Decimal(8), number("0.125"));
  EXPECT_EQ(Decimal(3) / Decimal(8), number("0.375"));
  EXPECT_EQ(Decimal(1) / number("12500"), number("0.00008"));
  EXPECT_EQ((Decimal(1) / Decimal(8)).fixed(2), "0.12");
  EXPECT_EQ((Decimal(27) / Decimal(200)).fixed(2), "0.14");
  EXPECT_EQ(Decimal(1) / (Decimal(1) / Decimal(1024)), Decimal(1024));
}

TEST(Decimal, QuotientsAreRightToFiftyDigits) {
  EXPECT_EQ((Decimal(1) / number("87.45")).significant(40),
            "0.01143510577472841623785020011435105774728");
  EXPECT_EQ((Decimal(1) / Decimal(3)).exact().substr(0, 52), "0." + std::string(50, '3'));
  EXPECT_EQ((Decimal(2) / Decimal(3)).exact().substr(0, 52), "0." + std::string(50, '6'));
}

TEST(Decimal, WhatIsBeyondItsDigitsIsRoundedIntoThem) {
  const auto hardly = number("1e-40") * number("1e-40");
  EXPECT_EQ(Decimal(1) - hardly, Decimal(1)) << "carried through every digit";
  EXPECT_EQ(number("0.5") - hardly, number("0.5"));
  EXPECT_EQ(number("123456789.5") - hardly, number("123456789.5")) << "carried halfway";
  EXPECT_EQ(number("0.5") + hardly, number("0.5"));
}

TEST(Decimal, IsRoundedToSignificantDigits) {
  EXPECT_EQ(number("123.456").rounded(4), number("123.5"));
  EXPECT_EQ(number("99.96").rounded(3), number("100"));
  EXPECT_EQ(number("0.00012").rounded(6), number("0.00012"));
  EXPECT_EQ(number("-87.45").rounded(3), number("-87.4")) << "half to even";
}

TEST(Decimal, IsOrdered) {
  EXPECT_LT(number("-1"), number("0.5"));
  EXPECT_LT(number("0.0000000001"), number("0.0000000002"));
  EXPECT_GT(number("1e10"), number("9999999999"));
  EXPECT_TRUE(number("-0").is_zero());
  EXPECT_FALSE(number("-0").is_positive());
  EXPECT_TRUE(number("1e-40").is_positive());
  EXPECT_FALSE(number("-3").is_positive());
}

TEST(DecimalProperty, WhatExactWritesReadsBackAsTheSameNumber) {
  std::mt19937_64 random(20260401);
  for (int round = 0; round < 2'000; ++round) {
    const auto draw = [&random] {
      const auto digits = std::to_string(random() % 1'000'000'000 + 1);
      return number(digits + "e" + std::to_string(static_cast<int>(random() % 41) - 20));
    };
    const auto a = draw();
    const auto b = draw();
    for (const auto& value : {a / b, a * b, a + b, a - b, Decimal(1) / a, a / b / b}) {
      const auto text = value.exact();
      const auto back = Decimal::parse(text);
      ASSERT_TRUE(back) << text;
      ASSERT_EQ(*back, value) << text;
      ASSERT_EQ(back->exact(), text);
    }
    ASSERT_EQ((a / b * b).significant(40), a.significant(40));
  }
}

/// An oracle that needs no digits behind the point: whole numbers in units of the last place.
TEST(DecimalProperty, RoundsAsWholeNumbersDo) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2'000; ++round) {
    const auto units = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    const auto value = Decimal(units) / Decimal(1'000);
    auto tenths = std::abs(units) / 100;
    const auto rest = std::abs(units) % 100;
    if (rest > 50 || (rest == 50 && tenths % 2 == 1)) ++tenths;
    const auto sign = units < 0 && tenths > 0 ? "-" : "";
    ASSERT_EQ(value.fixed(1), fmt::format("{}{}.{}", sign, tenths / 10, tenths % 10)) << units;
  }
}

}  // namespace
}  // namespace tickerd::rates
