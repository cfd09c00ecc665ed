#include "app/backfill_display.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/metrics.hpp"

namespace tickerd::app {
namespace {

using feeds::BackfillProgress;
using feeds::FeedHealth;
using State = BackfillProgress::State;

rates::Date date(std::string_view text) { return *rates::parse_date(text); }

BackfillProgress progress(State state, int done, int of, int values = 0) {
  return {.state = state,
          .done = done,
          .of = of,
          .values = values,
          .from = date("2026-05-13"),
          .to = date("2026-05-19"),
          .last_error = std::nullopt};
}

FeedHealth heard() {
  FeedHealth health;
  health.last_success = date("2026-05-20");
  return health;
}

class BackfillDisplay : public testing::Test {
 protected:
  FeedCondition feed(const char* name, const BackfillProgress& backfill) const {
    return {.name = name, .health = &health, .backfill = &backfill};
  }

  FeedHealth health = heard();
  const BackfillProgress waiting{};
  const BackfillProgress running = progress(State::running, 2, 5);
  const BackfillProgress done = progress(State::done, 5, 5, 4);
  BackfillProgress gave_up = progress(State::gave_up, 3, 5, 3);
};

TEST_F(BackfillDisplay, ItsBarIsOfAllFeedsAndNamesThoseAtWork) {
  const std::vector feeds{feed("nbk", running), feed("cbu", done), feed("nbt", waiting),
                          FeedCondition{.name = "peg", .health = &health}};
  EXPECT_EQ(backfill_bar(feeds), "[################--------] 7/10 days  nbk 2/5  nbt waits");
  EXPECT_EQ(backfill_bar({}), "[------------------------] 0/0 days");
}

TEST_F(BackfillDisplay, ItsBarFitsInALine) {
  const std::vector<FeedCondition> feeds(30, feed("a-bank-with-a-name", running));
  const auto bar = backfill_bar(feeds);
  EXPECT_EQ(bar.size(), 79U);
  EXPECT_TRUE(bar.ends_with("...")) << bar;
}

TEST_F(BackfillDisplay, ItsSummarySaysWhatIsMissingAndWhy) {
  gave_up.last_error = rates::Error{rates::Errc::timeout, "nothing came"};
  EXPECT_EQ(backfill_summary(feed("nbk", done)),
            "nbk: 5 of 5 days, 4 with values, 2026-05-13 to 2026-05-19");
  EXPECT_EQ(backfill_summary(feed("nbk", gave_up)),
            "nbk: 3 of 5 days, 3 with values, 2026-05-13 to 2026-05-19: nothing came");
  EXPECT_EQ(backfill_summary(feed("nbk", running)),
            "nbk: 2 of 5 days, 2026-05-13 to 2026-05-19: it was ended");
  EXPECT_EQ(backfill_summary(feed("nbk", progress(State::done, 0, 0))), "nbk: no day was missing");
  health = {};
  health.last_error = rates::Error{rates::Errc::unreachable, "no such host"};
  EXPECT_EQ(backfill_summary(feed("nbk", waiting)), "nbk: not begun: no such host");
}

TEST_F(BackfillDisplay, AFeedThatFailsFromTheStartIsNotWaitedFor) {
  EXPECT_FALSE(backfill_ended(feed("nbk", waiting)));
  EXPECT_FALSE(backfill_ended(feed("nbk", running)));
  EXPECT_TRUE(backfill_ended(feed("nbk", done)));
  EXPECT_TRUE(backfill_ended(feed("nbk", gave_up)));
  EXPECT_TRUE(backfill_done(feed("nbk", done)));
  EXPECT_FALSE(backfill_done(feed("nbk", gave_up)));
  health.failures_in_a_row = 7;
  EXPECT_FALSE(backfill_ended(feed("nbk", waiting))) << "it was heard";
  health = {};
  health.failures_in_a_row = 1;
  EXPECT_FALSE(backfill_ended(feed("nbk", waiting)));
  health.failures_in_a_row = 2;
  EXPECT_TRUE(backfill_ended(feed("nbk", waiting)));
}

TEST_F(BackfillDisplay, HealthSaysHowFarItIsAndStaysWell) {
  gave_up.last_error = rates::Error{rates::Errc::timeout, "nothing came"};
  health.state = FeedHealth::State::ok;
  const auto check = [&](const BackfillProgress& backfill) {
    const Condition condition{
        .feeds = {feed("nbk", backfill)}, .pairs = 1, .pairs_rated = 1, .store_degraded = {}};
    const auto report = nlohmann::json::parse(health_report(condition, date("2026-05-20")).body);
    EXPECT_EQ(report["status"], "pass");
    return report["checks"]["feed:nbk"][0].value("backfill", "none");
  };
  EXPECT_EQ(check(waiting), "none");
  EXPECT_EQ(check(running), "2/5");
  EXPECT_EQ(check(done), "none");
  EXPECT_EQ(check(gave_up), "3/5, given up: nothing came");
}

TEST_F(BackfillDisplay, MetricsCountTheDaysThatAreMissing) {
  MetricsInput input{
      .condition = {.feeds = {feed("nbk", running)}, .pairs = 1, .store_degraded = {}},
      .engine = {},
      .position = {"e", 42},
      .edges = {}};
  input.engine.past_closes = 7;
  const auto text = metrics_text(input);
  EXPECT_NE(text.find("tickerd_feed_backfill_missing_days{feed=\"nbk\"} 3\n"), std::string::npos);
  EXPECT_NE(text.find("tickerd_past_closes_total 7\n"), std::string::npos);
}

}  // namespace
}  // namespace tickerd::app
