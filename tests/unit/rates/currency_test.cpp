#include "rates/currency.hpp"

#include <stdexcept>
#include <unordered_set>

#include <gtest/gtest.h>

namespace tickerd::rates {
namespace {

TEST(Currency, ReadsCodesOfTwoToTwelveCharacters) {
  for (const char* text : {"KGS", "1INCH", "OP", "ABCDEFGHIJKL"}) {
    const auto currency = Currency::parse(text);
    ASSERT_TRUE(currency) << text;
    EXPECT_EQ(currency->text(), text);
  }
}

TEST(Currency, RefusesAnythingElse) {
  for (const char* text : {"", "K", "kgs", "KG S", "KGS/", "ABCDEFGHIJKLM", "K\xd0\x93S"}) {
    const auto currency = Currency::parse(text);
    ASSERT_FALSE(currency) << text;
    EXPECT_EQ(currency.error().code, Errc::bad_value);
  }
  EXPECT_EQ(Currency::parse("usd").error().detail,
            "expected a currency code of 2 to 12 characters A-Z and 0-9, got \"usd\"");
}

TEST(CurrencyPair, ReadsBothForms) {
  const auto pair = CurrencyPair::parse("KGS/USD");
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->base().text(), "KGS");
  EXPECT_EQ(pair->quote().text(), "USD");
  EXPECT_EQ(pair->text(), "KGS/USD");
  EXPECT_EQ(CurrencyPair::parse("KGS-USD"), pair);
  EXPECT_EQ(pair->inverse().text(), "USD/KGS");
}

TEST(CurrencyPair, RefusesAnythingElse) {
  for (const char* text : {"", "KGSUSD", "KGS/", "/USD", "KGS/USD/EUR", "KGS-USD-EUR", "kgs/usd",
                           "USD/USD", "KGS USD", "KGS//USD"}) {
    const auto pair = CurrencyPair::parse(text);
    ASSERT_FALSE(pair) << text;
    EXPECT_EQ(pair.error().code, Errc::bad_value);
  }
  EXPECT_EQ(CurrencyPair::parse("USD/USD").error().detail,
            "expected a pair of two different currencies, got \"USD/USD\"");
}

TEST(CurrencyPair, OfACurrencyWithItselfIsABrokenInvariant) {
  const auto usd = Currency::parse("USD").value();
  EXPECT_THROW(CurrencyPair(usd, usd), std::invalid_argument);
}

TEST(CurrencyPair, IsOrderedAndHashed) {
  const auto kgs = CurrencyPair::parse("KGS/USD").value();
  const auto kzt = CurrencyPair::parse("KZT/USD").value();
  EXPECT_LT(kgs, kzt);
  const std::unordered_set<CurrencyPair> pairs{kgs, kzt, kgs.inverse(), kgs};
  EXPECT_EQ(pairs.size(), 3);
}

}  // namespace
}  // namespace tickerd::rates
