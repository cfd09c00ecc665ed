#include "rates/path.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::pair;

struct Quoted {
  std::size_t feed;
  const char* pair;
};

/// The paths as "0:KGS/KZT*0:KZT/USD'": feed, quote, and ' where it is turned over.
std::vector<std::string> paths_of(const char* wanted, std::initializer_list<Quoted> quoted,
                                  std::vector<std::size_t> feeds) {
  Book book(3);
  std::vector<std::string> names;
  for (const auto& [feed, of] : quoted) {
    book.open(feed, pair(of));
    names.push_back(fmt::format("{}:{}", feed, of));
  }
  const auto name = [&names](const Leg& leg) {
    return names.at(leg.series) + (leg.inverted ? "'" : "");
  };
  std::vector<std::string> found;
  for (const auto& path : find_paths(book, pair(wanted), feeds)) {
    found.push_back(name(path.first) + (path.second ? "*" + name(*path.second) : ""));
  }
  return found;
}

using Paths = std::vector<std::string>;

TEST(FindPaths, TakesADirectOrInvertedQuoteByFeed) {
  EXPECT_EQ(paths_of("KGS/USD", {{0, "USD/KGS"}, {1, "KGS/USD"}}, {0, 1}),
            (Paths{"0:USD/KGS'", "1:KGS/USD"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "USD/KGS"}, {1, "KGS/USD"}}, {1, 0}),
            (Paths{"1:KGS/USD", "0:USD/KGS'"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "USD/KGS"}, {0, "KGS/USD"}}, {0}),
            (Paths{"0:KGS/USD", "0:USD/KGS'"}));
}

TEST(FindPaths, CrossesThroughALegInAnyDirection) {
  EXPECT_EQ(paths_of("KGS/USD", {{0, "KGS/KZT"}, {0, "USD/KZT"}}, {0}),
            (Paths{"0:KGS/KZT*0:USD/KZT'"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "KZT/KGS"}, {0, "KZT/USD"}}, {0}),
            (Paths{"0:KZT/KGS'*0:KZT/USD"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "KGS/KZT"}, {0, "KZT/USD"}}, {0}),
            (Paths{"0:KGS/KZT*0:KZT/USD"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "KZT/KGS"}, {0, "USD/KZT"}}, {0}),
            (Paths{"0:KZT/KGS'*0:USD/KZT'"}));
}

TEST(FindPaths, PutsQuotesBeforeCrossesAndOneFeedBeforeTwo) {
  EXPECT_EQ(
      paths_of("KGS/USD", {{0, "KGS/KZT"}, {0, "USD/KZT"}, {1, "USD/KGS"}, {1, "USD/KZT"}}, {0, 1}),
      (Paths{"1:USD/KGS'", "0:KGS/KZT*0:USD/KZT'", "0:KGS/KZT*1:USD/KZT'"}));
}

TEST(FindPaths, OrdersCrossesOfTwoFeedsByFirstThenSecondLeg) {
  EXPECT_EQ(paths_of("KZT/KGS", {{0, "USD/KGS"}, {1, "USD/KZT"}, {1, "USD/KGS"}, {2, "USD/KZT"}},
                     {0, 1, 2}),
            (Paths{"1:USD/KZT'*1:USD/KGS", "1:USD/KZT'*0:USD/KGS", "2:USD/KZT'*0:USD/KGS",
                   "2:USD/KZT'*1:USD/KGS"}));
}

TEST(FindPaths, PrefersToCrossThroughUsdThenEurThenTheAlphabet) {
  EXPECT_EQ(paths_of("KZT/KGS",
                     {{0, "RUB/KZT"},
                      {0, "RUB/KGS"},
                      {0, "AED/KZT"},
                      {0, "AED/KGS"},
                      {0, "EUR/KZT"},
                      {0, "EUR/KGS"},
                      {0, "USD/KZT"},
                      {0, "USD/KGS"}},
                     {0}),
            (Paths{"0:USD/KZT'*0:USD/KGS", "0:EUR/KZT'*0:EUR/KGS", "0:AED/KZT'*0:AED/KGS",
                   "0:RUB/KZT'*0:RUB/KGS"}));
}

TEST(FindPaths, LeavesOutFeedsThatAreNotAskedFor) {
  EXPECT_EQ(paths_of("KGS/USD", {{0, "USD/KGS"}, {1, "USD/KGS"}}, {1}), (Paths{"1:USD/KGS'"}));
  EXPECT_EQ(paths_of("KGS/USD", {{0, "USD/KZT"}}, {0, 1}), Paths{});
}

}  // namespace
}  // namespace tickerd::rates
