#include "rates/witnesses.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::market;
using sample::pair;
using sample::peg;
using Lines = std::vector<std::string>;

const Timestamp now = sample::at("2026-04-02T12:00:00Z");
constexpr const char* fresh = "2026-04-02";
constexpr const char* old = "2026-01-01";

/// What feeds have said, and who of them may speak about a pair whose first path is judged.
class Hall {
 public:
  explicit Hall(std::vector<FeedTraits> feeds)
      : feeds_(std::move(feeds)), book_(feeds_.size()), silent_(feeds_.size()) {}

  void says(std::size_t feed, const char* of, const char* value, const char* as_of = fresh) {
    const auto id = book_.open(feed, pair(of));
    book_.series(id).take(sample::quote(of, value, as_of));
  }

  std::vector<Path> paths(const char* of) const {
    std::vector<std::size_t> all(feeds_.size());
    std::iota(all.begin(), all.end(), 0U);
    return find_paths(book_, pair(of), all);
  }

  Lines others(const char* of) const {
    const auto all = paths(of);
    return lines(find_others(all.front(), all, book_, pricing(), sample::rule(of), now).words);
  }
  Lines pegs(const char* of) const {
    const auto all = paths(of);
    return lines(find_pegs(all.front(), all, pricing(), sample::rule(of), now).words);
  }
  Lines peg_words(const char* of, const std::vector<SeriesId>& stated) const {
    const auto judged = paths(of).front();
    const auto candidate = pricing().price(judged, sample::rule(of), {}, now);
    return lines(find_peg_words(judged, candidate, stated, book_, feeds_, pricing()));
  }
  SeriesId series(std::size_t feed, const char* of) const { return *book_.find(feed, pair(of)); }
  bool is_decided_by_peg(const char* of) const {
    return rates::is_decided_by_peg(paths(of).front(), book_, feeds_);
  }

 private:
  Pricing pricing() const { return {book_, feeds_, silent_}; }

  static Lines lines(const std::vector<Witness>& words) {
    Lines said;
    for (const auto& word : words) {
      said.push_back(fmt::format("{} {}", word.source, word.value.significant(5)));
    }
    return said;
  }

  std::vector<FeedTraits> feeds_;
  Book book_;
  std::vector<bool> silent_;
};

TEST(Others, SpeakOnceEach) {
  Hall hall({market("a"), market("b"), market("c")});
  hall.says(0, "USD/KGS", "80");
  hall.says(1, "USD/KGS", "81");
  hall.says(1, "KGS/KZT", "5.8");
  hall.says(1, "USD/KZT", "470");
  hall.says(2, "KGS/USD", "0.0125");
  EXPECT_EQ(hall.others("USD/KGS"), (Lines{"b 81.000", "c 80.000"}));
}

TEST(Others, AreNotTheFeedItself) {
  Hall hall({market("a"), market("b")});
  hall.says(0, "USD/KGS", "80");
  hall.says(0, "KGS/KZT", "5.8");
  hall.says(0, "USD/KZT", "470");
  EXPECT_EQ(hall.others("USD/KGS"), Lines{});
}

TEST(Others, OfACrossAreNotItsTwoFeedsOnAnotherWay) {
  Hall hall({market("a"), market("b")});
  hall.says(0, "EUR/KGS", "100");
  hall.says(0, "KGS/KZT", "5.8");
  hall.says(1, "EUR/USD", "1.25");
  hall.says(1, "USD/KZT", "470");
  EXPECT_EQ(hall.paths("USD/KGS").size(), 2U);
  EXPECT_EQ(hall.others("USD/KGS"), Lines{});
}

TEST(Others, BuildOnNothingThatIsJudged) {
  Hall hall({market("a"), market("b")});
  hall.says(0, "KGS/KZT", "5.8");
  hall.says(0, "USD/KZT", "470");
  hall.says(1, "USD/KZT", "500");
  EXPECT_EQ(hall.paths("KGS/USD").size(), 2U);
  EXPECT_EQ(hall.others("KGS/USD"), Lines{}) << "the same KGS/KZT is in both";
  EXPECT_EQ(hall.others("USD/KGS"), Lines{});
}

TEST(Others, AreFresh) {
  Hall hall({market("a"), market("b")});
  hall.says(0, "USD/KGS", "80");
  hall.says(1, "USD/KGS", "81", old);
  EXPECT_EQ(hall.others("USD/KGS"), Lines{});
}

TEST(Others, AreEightAtMost) {
  Hall hall(std::vector<FeedTraits>(11, market("bank")));
  for (std::size_t feed = 0; feed < 11; ++feed) hall.says(feed, "USD/KGS", "80");
  EXPECT_EQ(hall.others("USD/KGS").size(), 8U);
}

TEST(Pegs, SpeakOnSeriesOfTheirOwn) {
  Hall hall({market("bank"), peg("peg")});
  hall.says(0, "USD/TMT", "3.02");
  hall.says(1, "USD/TMT", "3.5");
  EXPECT_EQ(hall.pegs("USD/TMT"), Lines{"peg 3.5000"}) << "and not what is judged";
}

TEST(Pegs, AreNoStalerThanWhatTheyJudge) {
  for (const bool judged_is_old : {false, true}) {
    Hall hall({market("bank"), peg("peg"), market("other")});
    hall.says(0, "TMT/UZS", "4037.68", judged_is_old ? old : fresh);
    hall.says(1, "USD/TMT", "3.5", fresh);
    hall.says(2, "USD/UZS", "12194.21", old);
    EXPECT_EQ(hall.pegs("TMT/UZS"), judged_is_old ? Lines{"peg+other 3484.1"} : Lines{});
  }
}

TEST(Pegs, AreEightAtMost) {
  Hall hall(std::vector<FeedTraits>(11, peg("peg")));
  for (std::size_t feed = 0; feed < 11; ++feed) hall.says(feed, "USD/TMT", "3.5");
  EXPECT_EQ(hall.pegs("USD/TMT").size(), 8U);
}

TEST(PegWords, AreOfTheCurrenciesOfThePair) {
  Hall hall({market("cbu"), peg("peg")});
  hall.says(0, "TMT/UZS", "4037.68");
  hall.says(0, "USD/UZS", "12194.21");
  hall.says(0, "AED/UZS", "3322");
  hall.says(1, "USD/TMT", "3.5");
  hall.says(1, "USD/AED", "3.6725");
  const std::vector stated{hall.series(1, "USD/TMT"), hall.series(1, "USD/AED")};
  EXPECT_EQ(hall.peg_words("TMT/UZS", stated), Lines{"peg+cbu 3484.1"});
  EXPECT_EQ(hall.peg_words("UZS/TMT", stated), Lines{"peg+cbu 0.00028702"});
}

TEST(PegWords, AreNoneWhereTheFeedDoesNotQuoteThePeg) {
  Hall hall({market("cbu"), peg("peg")});
  hall.says(0, "TMT/UZS", "4037.68");
  hall.says(1, "USD/TMT", "3.5");
  EXPECT_EQ(hall.peg_words("TMT/UZS", {hall.series(1, "USD/TMT")}), Lines{});
}

TEST(PegWords, AreNoneAboutThePegItself) {
  Hall hall({peg("peg")});
  hall.says(0, "USD/TMT", "3.5");
  EXPECT_EQ(hall.peg_words("USD/TMT", {hall.series(0, "USD/TMT")}), Lines{});
}

struct DecidedCase {
  std::string name;
  const char* pair;
  FeedTraits::Kind first;
  const char* first_pair;
  FeedTraits::Kind second;
  const char* second_pair;
  bool decided;
};

class DecidedByPeg : public testing::TestWithParam<DecidedCase> {};

TEST_P(DecidedByPeg, WhereItTiesACurrencyToAPreferredOne) {
  const auto& row = GetParam();
  Hall hall({{.name = "first", .kind = row.first}, {.name = "second", .kind = row.second}});
  hall.says(0, row.first_pair, "3.5");
  hall.says(1, row.second_pair, "3.5");
  EXPECT_EQ(hall.is_decided_by_peg(row.pair), row.decided);
}

constexpr auto pegged = FeedTraits::Kind::peg;
constexpr auto traded = FeedTraits::Kind::market;

const DecidedCase decided_cases[] = {
    {"QuoteOfAPeg", "USD/TMT", pegged, "USD/TMT", traded, "USD/UZS", true},
    {"QuoteOfAMarket", "USD/TMT", traded, "USD/TMT", pegged, "USD/UZS", false},
    {"TiedToTheDollar", "TMT/UZS", pegged, "USD/TMT", traded, "USD/UZS", true},
    {"TiedToTheDollarBehind", "UZS/TMT", traded, "USD/UZS", pegged, "USD/TMT", true},
    {"TiedTheOtherWayRound", "TMT/UZS", pegged, "TMT/USD", traded, "UZS/USD", true},
    {"OnlyOnTheWay", "EUR/USD", traded, "EUR/TMT", pegged, "USD/TMT", false},
    {"OnlyOnTheWayFirst", "USD/EUR", pegged, "USD/TMT", traded, "EUR/TMT", false},
    {"BothPegs", "EUR/USD", pegged, "EUR/TMT", pegged, "USD/TMT", true},
    {"NoPeg", "TMT/UZS", traded, "USD/TMT", traded, "USD/UZS", false},
};
INSTANTIATE_TEST_SUITE_P(Table, DecidedByPeg, testing::ValuesIn(decided_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::rates
