#include "app/health.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tickerd::app {
namespace {

using feeds::FeedHealth;
using nlohmann::json;
using State = FeedHealth::State;

const rates::Timestamp now{std::chrono::sys_days(std::chrono::year(2026) / 5 / 19)};

FeedHealth healthy() {
  FeedHealth health;
  health.state = State::ok;
  health.last_attempt = now;
  health.last_success = now;
  return health;
}

FeedHealth failing() {
  FeedHealth health = healthy();
  health.state = State::failing;
  health.last_error = rates::Error{rates::Errc::timeout, "nbk: expected an answer within 10s"};
  health.failures_in_a_row = 3;
  return health;
}

struct OverallCase {
  std::string name;
  std::vector<FeedHealth> feeds;
  std::size_t rated;
  std::size_t stale;
  std::string degraded;
  bool draining;
  std::string status;
  int http_status;
};

class Overall : public testing::TestWithParam<OverallCase> {};

TEST_P(Overall, SaysTheWorstThatMatters) {
  const auto& row = GetParam();
  Condition condition{.feeds = {},
                      .pairs = 2,
                      .pairs_rated = row.rated,
                      .pairs_stale = row.stale,
                      .store_degraded = row.degraded,
                      .draining = row.draining};
  for (std::size_t i = 0; i < row.feeds.size(); ++i) {
    condition.feeds.emplace_back("feed" + std::to_string(i), &row.feeds[i]);
  }
  const HealthReport report = health_report(condition, now);
  EXPECT_EQ(json::parse(report.body)["status"], row.status);
  EXPECT_EQ(report.http_status, row.http_status);
}

const OverallCase overall_cases[] = {
    {"AllWell", {healthy(), healthy()}, 2, 0, "", false, "pass", 200},
    {"OneFeedFails", {healthy(), failing()}, 2, 0, "", false, "warn", 200},
    {"EveryFeedFailsWhileRatesAreFresh", {failing(), failing()}, 2, 0, "", false, "warn", 200},
    {"EveryFeedFailsAndAllIsOld", {failing(), failing()}, 2, 2, "", false, "fail", 503},
    {"EveryFeedFailsAndNothingIsKnown", {failing()}, 0, 0, "", false, "fail", 503},
    {"NotYetAsked", {FeedHealth{}}, 0, 0, "", false, "warn", 200},
    {"AllAskedNotAllRated", {healthy()}, 1, 0, "", false, "warn", 200},
    {"APairIsStale", {healthy()}, 2, 1, "", false, "warn", 200},
    {"StoreCannotCommit", {healthy()}, 2, 0, "disk full", false, "warn", 200},
    {"Draining", {healthy()}, 2, 0, "", true, "fail", 503},
};
INSTANTIATE_TEST_SUITE_P(Table, Overall, testing::ValuesIn(overall_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Health, SaysOfAFeedWhatFailedAndHowOften) {
  const FeedHealth bad = failing();
  const auto report = health_report({.feeds = {{"nbk", &bad}}, .store_degraded = {}}, now);
  const json check = json::parse(report.body)["checks"]["feed:nbk"][0];
  EXPECT_EQ(check["status"], "warn");
  EXPECT_EQ(check["output"], "timeout: nbk: expected an answer within 10s");
  EXPECT_EQ(check["failuresInARow"], 3);
  EXPECT_EQ(check["lastSuccess"], "2026-05-19T00:00:00.000Z");
}

TEST(Health, ListsUnreadableRowsOfAHealthyFeed) {
  FeedHealth health = healthy();
  health.row_problems.push_back({"/rates/item[4] (KGS)", "rate: expected a number, got \"n/a\""});
  const auto report = health_report({.feeds = {{"nbk", &health}}, .store_degraded = {}}, now);
  const json check = json::parse(report.body)["checks"]["feed:nbk"][0];
  EXPECT_EQ(check["status"], "pass");
  EXPECT_EQ(check["rowProblems"][0]["where"], "/rates/item[4] (KGS)");
}

TEST(Health, WarnsOfHeldPairsAndOfFeedsThatContradictAPeg) {
  const FeedHealth good = healthy();
  Condition condition{
      .feeds = {{"cbu", &good}}, .pairs = 1, .pairs_rated = 1, .store_degraded = {}};
  EXPECT_EQ(json::parse(health_report(condition, now).body)["checks"]["held"][0]["status"], "pass");
  condition.held_pairs = {"TMT/USD"};
  auto report = json::parse(health_report(condition, now).body);
  EXPECT_EQ(report["status"], "warn");
  EXPECT_EQ(report["checks"]["held"][0]["status"], "warn");
  EXPECT_EQ(report["checks"]["held"][0]["pairs"], json::array({"TMT/USD"}));
  EXPECT_EQ(report["checks"]["pegs"][0]["status"], "pass");

  condition.held_pairs.clear();
  condition.contradictions.push_back({.peg = "tmt-peg",
                                      .feed = "cbu",
                                      .pair = *rates::CurrencyPair::parse("USD/TMT"),
                                      .pegged = *rates::Decimal::parse("3.5"),
                                      .quoted = *rates::Decimal::parse("3.02")});
  report = json::parse(health_report(condition, now).body);
  EXPECT_EQ(report["status"], "warn");
  const auto& peg = report["checks"]["pegs"][0];
  EXPECT_EQ(peg["contradictions"][0]["quoted"], "3.02");
  EXPECT_EQ(health_report(condition, now).http_status, 200);

  condition.contradictions.clear();
  EXPECT_EQ(report["checks"]["consistency"][0]["status"], "pass");
  condition.inconsistencies.push_back({.feed = "kraken",
                                       .pair = *rates::CurrencyPair::parse("EUR/JPY"),
                                       .quoted = *rates::Decimal::parse("150"),
                                       .over = std::nullopt,
                                       .derived = *rates::Decimal::parse("162")});
  report = json::parse(health_report(condition, now).body);
  EXPECT_EQ(report["status"], "warn");
  const auto& consistency = report["checks"]["consistency"][0];
  EXPECT_EQ(consistency["inconsistencies"][0]["derived"], "162.00000");
  EXPECT_EQ(health_report(condition, now).http_status, 200);
}

TEST(Health, SaysWhatOnlySomeFeedsHave) {
  FeedHealth health = healthy();
  const auto plain =
      json::parse(health_report({.feeds = {{"nbk", &health}}, .store_degraded = {}}, now).body);
  for (const auto* const key : {"closed", "connection", "connectionLog", "budget"}) {
    EXPECT_FALSE(plain["checks"]["feed:nbk"][0].contains(key)) << key;
  }
  health.connection = "streaming";
  health.connection_log = {{now, "connecting"}, {now, "streaming"}};
  health.budget = feeds::BudgetUse{.limit = 1000, .used = 7, .resets_at = now};
  const auto report = json::parse(
      health_report({.feeds = {{"nbk", &health, true}}, .store_degraded = {}}, now).body);
  const auto& check = report["checks"]["feed:nbk"][0];
  EXPECT_EQ(check["closed"], true);
  EXPECT_EQ(check["connection"], "streaming");
  EXPECT_EQ(check["connectionLog"][0]["state"], "connecting");
  EXPECT_EQ(check["budget"]["used"], 7);
  EXPECT_EQ(check["budget"]["limit"], 1000);
}

TEST(Health, WarnsBeforeTheCertificateEnds) {
  const auto feed = healthy();
  const auto report = [&](std::chrono::hours left) {
    Condition condition;
    condition.feeds.emplace_back("nbk", &feed);
    condition.certificate_ends = now + left;
    return json::parse(health_report(condition, now).body);
  };
  EXPECT_EQ(report(std::chrono::days(15))["status"], "pass");
  const auto soon = report(std::chrono::days(13));
  EXPECT_EQ(soon["status"], "warn");
  EXPECT_EQ(soon["checks"]["tls:certificate"][0]["ends"],
            rates::to_string(now + std::chrono::days(13)));
  const auto over = report(std::chrono::hours(-1));
  EXPECT_EQ(over["status"], "warn");
  EXPECT_TRUE(std::string(over["checks"]["tls:certificate"][0]["output"]).contains("has ended"));
}

TEST(Ready, NeedsARateAndNoDrain) {
  EXPECT_FALSE(is_ready({.feeds = {}, .pairs = 2, .pairs_rated = 0, .store_degraded = {}}));
  EXPECT_TRUE(is_ready({.feeds = {}, .pairs = 2, .pairs_rated = 1, .store_degraded = {}}));
  EXPECT_FALSE(is_ready(
      {.feeds = {}, .pairs = 2, .pairs_rated = 1, .store_degraded = {}, .draining = true}));
}

}  // namespace
}  // namespace tickerd::app
