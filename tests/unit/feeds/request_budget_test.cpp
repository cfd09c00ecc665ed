#include "feeds/request_budget.hpp"

#include <gtest/gtest.h>

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

rates::Timestamp at(std::string_view text) { return *rates::parse_timestamp(text); }

TEST(RequestBudget, CountsInWholeDaysOfUtc) {
  RequestBudget budget({.requests = 2, .per = days(1)});
  EXPECT_TRUE(budget.take(at("2026-11-24T00:00:00Z")));
  EXPECT_FALSE(budget.used_up(at("2026-11-24T23:00:00Z")));
  EXPECT_TRUE(budget.take(at("2026-11-24T23:59:59Z")));
  EXPECT_FALSE(budget.take(at("2026-11-24T23:59:59.999Z")));
  const auto use = budget.use(at("2026-11-24T23:59:59.999Z"));
  EXPECT_EQ(use.limit, 2);
  EXPECT_EQ(use.used, 2);
  EXPECT_EQ(rates::to_string(use.resets_at), "2026-11-25T00:00:00.000Z");
  EXPECT_TRUE(budget.take(at("2026-11-25T00:00:00Z")));
  EXPECT_EQ(budget.use(at("2026-11-25T00:00:00Z")).used, 1);
}

TEST(RequestBudget, CountsPeriodsSince1970) {
  RequestBudget budget({.requests = 1000, .per = days(30)});
  // 30 days times 692 since 1 January 1970 is 3 November 2026.
  EXPECT_EQ(rates::to_string(budget.use(at("2026-11-02T23:59:59Z")).resets_at),
            "2026-11-03T00:00:00.000Z");
  EXPECT_EQ(rates::to_string(budget.use(at("2026-11-03T00:00:00Z")).resets_at),
            "2026-12-03T00:00:00.000Z");
  EXPECT_EQ(rates::to_string(budget.use(at("1969-12-31T00:00:00Z")).resets_at),
            "1970-01-01T00:00:00.000Z");
}

TEST(RequestBudget, GoesOnWithWhatAnotherHasUsed) {
  const auto noon = at("2026-11-24T12:00:00Z");
  RequestBudget before({.requests = 3, .per = days(1)});
  EXPECT_TRUE(before.take(noon));
  EXPECT_TRUE(before.take(noon));
  RequestBudget after({.requests = 3, .per = days(1)});
  after.take_over(before.use(noon), noon);
  EXPECT_TRUE(after.take(noon));
  EXPECT_FALSE(after.take(noon));
  RequestBudget next_day({.requests = 3, .per = days(1)});
  next_day.take_over(before.use(noon), at("2026-11-25T00:00:00Z"));
  EXPECT_EQ(next_day.use(at("2026-11-25T00:00:00Z")).used, 0);
}

TEST(RequestBudget, KnowsWhatIsLeftBesideThePollsToCome) {
  RequestBudget budget({.requests = 24, .per = days(1)});
  EXPECT_EQ(budget.spare(at("2026-11-24T00:00:00Z"), 15min), 0) << "it is all for the polls";
  EXPECT_EQ(budget.spare(at("2026-11-24T18:00:00Z"), 15min), 17) << "seven may come yet";
  EXPECT_EQ(budget.spare(at("2026-11-24T00:00:00Z"), 6h), 19) << "five";
  for (int taken = 0; taken < 20; ++taken) budget.take(at("2026-11-24T18:00:00Z"));
  EXPECT_EQ(budget.spare(at("2026-11-24T18:00:00Z"), 15min), 0);
  EXPECT_EQ(budget.spare(at("2026-11-24T23:30:00Z"), 15min), 3);
}

TEST(RequestBudget, SpreadsItsRequestsOverThePeriod) {
  EXPECT_EQ(RequestBudget({.requests = 1000, .per = days(30)}).spacing(), 43min + 12s);
  EXPECT_EQ(RequestBudget({.requests = 24, .per = days(1)}).spacing(), 1h);
}

TEST(RequestBudget, KeepsItsCountWhenTheClockIsSetBackAndEndsItInThePeriodItStandsIn) {
  RequestBudget budget({.requests = 1, .per = days(1)});
  EXPECT_TRUE(budget.take(at("2031-01-01T00:00:00Z")));
  EXPECT_FALSE(budget.take(at("2026-11-24T12:00:00Z")));
  EXPECT_TRUE(budget.used_up(at("2026-11-24T23:59:59Z")));
  EXPECT_FALSE(budget.used_up(at("2026-11-25T00:00:00Z")));
  EXPECT_TRUE(budget.take(at("2026-11-25T00:00:00Z")));
}

TEST(RequestBudget, SaysWhenItHasMore) {
  RequestBudget budget({.requests = 100, .per = days(30)});
  const auto error = budget.refusal(at("2026-11-24T12:00:00Z"));
  EXPECT_EQ(error.code, rates::Errc::refused);
  EXPECT_EQ(error.detail,
            "the request budget, 100 in 30d, is used up until 2026-12-03T00:00:00.000Z");
}

}  // namespace
}  // namespace tickerd::feeds
