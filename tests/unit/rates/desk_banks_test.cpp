// What the national banks published, by hand from their tables, and what a tape makes of it.
#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::at;
using sample::line;
using sample::lines;
using sample::market;
using sample::quote;
using sample::rule;
using Lines = std::vector<std::string>;

struct BankCase {
  const char* name;
  const char* pair;
  Quote before;
  Quote now;
  const char* line;
};

class BankDays : public testing::TestWithParam<BankCase> {};

TEST_P(BankDays, GiveTheRateAndItsChange) {
  const auto& bank = GetParam();
  Desk desk({market("bank")}, {rule(bank.pair)});
  const auto first = desk.ingest({"bank", {bank.before}}, bank.before.fetched_at);
  ASSERT_EQ(first.rates.size(), 1);
  EXPECT_FALSE(first.rates[0].basis);
  const auto second = desk.ingest({"bank", {bank.now}}, bank.now.fetched_at);
  EXPECT_EQ(lines(second.rates), Lines{bank.line});
  ASSERT_EQ(second.closes.size(), 1);
  EXPECT_EQ(second.closes[0], (Close{"bank", bank.now}));
}

const BankCase bank_cases[] = {
    {"Nbk", "KZT/USD", quote("USD/KZT", "478.77", "2026-04-01"),
     quote("USD/KZT", "475.09", "2026-04-02"),
     "KZT/USD 0.0021049 0.77% since 2026-04-01 of 2026-04-02 bank live"},
    {"NbkStraight", "USD/KZT", quote("USD/KZT", "478.77", "2026-04-01"),
     quote("USD/KZT", "475.09", "2026-04-02"),
     "USD/KZT 475.09 -0.77% since 2026-04-01 of 2026-04-02 bank live"},
    {"NbkHundredUzs", "UZS/KZT", quote("UZS/KZT", "0.0393", "2026-04-01"),
     quote("UZS/KZT", "0.0391", "2026-04-02"),
     "UZS/KZT 0.039100 -0.51% since 2026-04-01 of 2026-04-02 bank live"},
    {"NbkHundredKrw", "KRW/KZT", quote("KRW/KZT", "0.3129", "2026-04-01"),
     quote("KRW/KZT", "0.3155", "2026-04-02"),
     "KRW/KZT 0.31550 0.83% since 2026-04-01 of 2026-04-02 bank live"},
    {"Cbu", "UZS/USD", quote("USD/UZS", "12194.21", "2026-04-01"),
     quote("USD/UZS", "12142.10", "2026-04-02"),
     "UZS/USD 0.000082358 0.43% since 2026-04-01 of 2026-04-02 bank live"},
    {"Nbt", "TJS/USD", quote("USD/TJS", "9.3450", "2026-05-18"),
     quote("USD/TJS", "9.3371", "2026-05-19"),
     "TJS/USD 0.10710 0.08% since 2026-05-18 of 2026-05-19 bank live"},
    {"Cbt", "TMT/USD", quote("USD/TMT", "3.5", "2026-05-20"), quote("USD/TMT", "3.5", "2026-05-21"),
     "TMT/USD 0.28571 0% since 2026-05-20 of 2026-05-21 bank live"},
};
INSTANTIATE_TEST_SUITE_P(Table, BankDays, testing::ValuesIn(bank_cases),
                         [](const auto& row) { return row.param.name; });

TEST(BankDay, NbkrAlone) {
  Desk desk({market("nbkr")}, {rule("KGS/USD")});
  const auto outcome = desk.ingest({"nbkr", {quote("USD/KGS", "87.4500", "2026-05-24")}},
                                   at("2026-05-23T10:30:00Z"));
  EXPECT_EQ(lines(outcome.rates), Lines{"KGS/USD 0.011435 no basis of 2026-05-24 nbkr live"});
}

TEST(Tape, ReadsAsNewsroomsPrintIt) {
  std::vector<PairRule> rules;
  for (const char* pair : {"KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD"}) {
    rules.push_back(sample::decimals(pair, 5));
  }
  Desk desk({market("wire")}, rules);
  const auto day = [](const char* tjs, const char* date) {
    return FeedUpdate{"wire",
                      {quote("USD/KGS", "87.45", date), quote("USD/KZT", "510", date),
                       quote("USD/TJS", tjs, date), quote("USD/UZS", "12500", date),
                       quote("USD/TMT", "3.4996", date)}};
  };
  desk.ingest(day("10.3448", "2026-01-12"), at("2026-01-12T08:00:00Z"));
  const auto outcome = desk.ingest(day("10.3231", "2026-01-13"), at("2026-01-13T08:00:00Z"));
  std::string tape;
  for (const auto& rate : outcome.rates) {
    tape += fmt::format("{}{} = {} {}%", tape.empty() ? "" : " • ", rate.pair.text(),
                        rate_text(rate), change_percent_text(rate, rate.basis.value()));
  }
  EXPECT_EQ(tape,
            "KGS/USD = 0.01144 0% • KZT/USD = 0.00196 0% • TJS/USD = 0.09687 0.21% • "
            "UZS/USD = 0.00008 0% • TMT/USD = 0.28575 0%");
}

TEST(AllBanks, FillOneBoardWithTheirOwnQuotes) {
  Desk desk({market("nbk"), market("cbu"), market("nbt"), market("cbt"), market("nbkr")},
            {rule("KGS/USD"), rule("KZT/USD"), rule("TJS/USD"), rule("UZS/USD"), rule("TMT/USD")});
  const auto now = at("2026-04-02T06:00:00Z");
  // Each bank quotes the others too, so every pair could be crossed inside each of them.
  desk.ingest({"nbk",
               {quote("USD/KZT", "475.09", "2026-04-02"), quote("KGS/KZT", "5.43", "2026-04-02"),
                quote("TJS/KZT", "49.75", "2026-04-02"), quote("UZS/KZT", "0.0391", "2026-04-02")}},
              now);
  desk.ingest({"cbu",
               {quote("USD/UZS", "12142.10", "2026-04-02"), quote("KZT/UZS", "25.55", "2026-04-02"),
                quote("TMT/UZS", "3469.17", "2026-04-02")}},
              now);
  desk.ingest(
      {"nbt",
       {quote("USD/TJS", "9.5900", "2026-04-02"), quote("KGS/TJS", "0.10966", "2026-04-02")}},
      now);
  desk.ingest({"cbt", {quote("USD/TMT", "3.5", "2026-04-02")}}, now);
  desk.ingest({"nbkr", {quote("USD/KGS", "87.45", "2026-04-02")}}, now);
  Lines board;
  for (const char* pair : {"KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD"}) {
    board.push_back(line(desk.track(rule(pair), now).value()));
  }
  EXPECT_EQ(board, (Lines{"KGS/USD 0.011435 no basis of 2026-04-02 nbkr live",
                          "KZT/USD 0.0021049 no basis of 2026-04-02 nbk live",
                          "TJS/USD 0.10428 no basis of 2026-04-02 nbt live",
                          "UZS/USD 0.000082358 no basis of 2026-04-02 cbu live",
                          "TMT/USD 0.28571 no basis of 2026-04-02 cbt live"}));
}

}  // namespace
}  // namespace tickerd::rates
