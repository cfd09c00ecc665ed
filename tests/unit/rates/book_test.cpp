#include "rates/book.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::currency;
using sample::pair;

TEST(Book, OpensASeriesOnceForEachFeedAndPair) {
  Book book(2);
  const auto first = book.open(0, pair("USD/KZT"));
  EXPECT_EQ(book.open(0, pair("USD/KZT")), first);
  EXPECT_NE(book.open(1, pair("USD/KZT")), first);
  EXPECT_NE(book.open(0, pair("KZT/USD")), first);
  EXPECT_EQ(book.size(), 3);
  EXPECT_EQ(book.feed_of(first), 0);
}

TEST(Book, ListsNeighboursInOrderOfPreference) {
  Book book(1);
  for (const char* quoted : {"AMD/KZT", "RUB/KZT", "EUR/KZT", "KZT/USD", "USD/KZT"}) {
    book.open(0, pair(quoted));
  }
  std::string order;
  for (const auto& neighbour : book.neighbours(0, currency("KZT"))) {
    order += fmt::format("{}{} ", neighbour.currency.text(), neighbour.inverted ? "'" : "");
  }
  EXPECT_EQ(order, "USD USD' EUR' AMD' RUB' ");
  EXPECT_EQ(book.neighbours(0, currency("EUR")).size(), 1);
  EXPECT_TRUE(book.neighbours(0, currency("JPY")).empty());
}

TEST(IsPreferred, PutsUsdThenEurBeforeTheAlphabet) {
  EXPECT_TRUE(is_preferred(currency("USD"), currency("EUR")));
  EXPECT_TRUE(is_preferred(currency("EUR"), currency("AED")));
  EXPECT_TRUE(is_preferred(currency("AED"), currency("AMD")));
  EXPECT_FALSE(is_preferred(currency("USD"), currency("USD")));
}

}  // namespace
}  // namespace tickerd::rates
