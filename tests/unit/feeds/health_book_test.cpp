#include "feeds/health_book.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Errc;
using rates::Timestamp;

class Lines final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view detail) override {
    lines.push_back(std::string(event) + " " + std::string(detail));
  }
  std::vector<std::string> lines;
};

TEST(HealthBook, SaysAChangeOnceAndCountsRepeats) {
  Lines log;
  HealthBook book("nbk", log);
  book.succeeded(Timestamp(1s), {});
  book.unchanged(Timestamp(2s));
  for (int i = 0; i < 3; ++i) book.failed({Errc::timeout, R"(https://nbk: no "answer")"});
  book.failed({Errc::http_status, "500"});
  EXPECT_EQ(book.health().state, FeedHealth::State::failing);
  EXPECT_EQ(book.health().last_success, Timestamp(2s));
  EXPECT_EQ(book.health().last_error->detail, "nbk: 500");
  EXPECT_EQ(book.health().failures.at(Errc::timeout), 3U);
  book.unchanged(Timestamp(9s));
  EXPECT_EQ(book.health().failures_in_a_row, 0);
  EXPECT_FALSE(book.health().last_error);
  EXPECT_EQ(book.health().unchanged, 2U);
  EXPECT_EQ(
      log.lines,
      (std::vector<std::string>{
          "feed_started feed=nbk",
          R"(poll_failed feed=nbk code=timeout failures=1 detail="https://nbk: no \"answer\"")",
          R"(poll_failed feed=nbk code=http_status failures=4 detail="500")",
          "poll_recovered feed=nbk failures=4"}));
}

TEST(HealthBook, KeepsTheLastStatesOfAConnection) {
  Lines log;
  HealthBook book("kraken", log);
  book.next_at(Timestamp(1s));
  book.connection("connecting", Timestamp(1s));
  EXPECT_FALSE(book.health().next_attempt);
  book.connection("connecting", Timestamp(2s));
  EXPECT_EQ(book.health().connection_log.size(), 1U);
  EXPECT_EQ(book.health().connection_log.back().first, Timestamp(1s));
  for (int at = 0; at < 15; ++at) {
    book.connection("waiting", Timestamp(std::chrono::seconds(10 + at)));
    book.connection("connecting", Timestamp(std::chrono::seconds(10 + at)));
  }
  book.connection("streaming", Timestamp(99s));
  EXPECT_EQ(book.health().connection, "streaming");
  EXPECT_EQ(book.health().connection_log.size(), 20U);
  EXPECT_EQ(book.health().connection_log.back(),
            std::pair(Timestamp(99s), std::string("streaming")));
  book.streams(Timestamp(100s));
  EXPECT_EQ(book.health().state, FeedHealth::State::ok);
  EXPECT_EQ(log.lines, std::vector<std::string>{"feed_started feed=kraken"});
}

TEST(HealthBook, SaysRowProblemsWhenTheyAreNew) {
  Lines log;
  HealthBook book("nbk", log);
  const Table bad{.quotes = {}, .problems = {{"/1 (EUR)", "rate: wrong"}}, .no_news = false};
  book.succeeded(Timestamp(1s), bad);
  book.succeeded(Timestamp(2s), bad);
  EXPECT_EQ(book.health().state, FeedHealth::State::ok);
  EXPECT_EQ(book.health().row_problems.size(), 1U);
  book.succeeded(Timestamp(3s), {});
  EXPECT_TRUE(book.health().row_problems.empty());
  EXPECT_EQ(log.lines, (std::vector<std::string>{
                           "feed_started feed=nbk",
                           R"(rows_skipped feed=nbk count=1 first="/1 (EUR): rate: wrong")"}));
}

TEST(HealthBook, KeepsTwentyRowProblems) {
  Lines log;
  HealthBook book("nbk", log);
  Table bad;
  bad.problems.resize(50);
  book.succeeded(Timestamp(1s), bad);
  EXPECT_EQ(book.health().row_problems.size(), 20U);
}

TEST(HealthBook, SaysThatItMayNotAskUnlessThereIsSomethingWorse) {
  Lines log;
  HealthBook book("oxr", log);
  book.succeeded(Timestamp(1s), {});
  book.refused({Errc::refused, "the budget is used up"});
  book.refused({Errc::refused, "the budget is used up"});
  EXPECT_EQ(book.health().state, FeedHealth::State::ok);
  EXPECT_EQ(book.health().last_error->detail, "oxr: the budget is used up");
  EXPECT_TRUE(book.health().failures.empty());
  book.failed({Errc::timeout, "no answer"});
  book.refused({Errc::refused, "the budget is used up"});
  EXPECT_EQ(book.health().last_error->code, Errc::timeout);
  EXPECT_EQ(std::ranges::count_if(
                log.lines, [](const auto& line) { return line.starts_with("poll_refused"); }),
            1);
}

}  // namespace
}  // namespace tickerd::feeds
