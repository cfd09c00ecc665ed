#include "app/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

using testing::HasSubstr;

MetricsInput input_with(const feeds::FeedHealth& health) {
  return {.condition = {.feeds = {{"nbk", &health}}, .pairs = 5, .store_degraded = {}},
          .engine = {},
          .position = {"e", 42},
          .edges = {}};
}

TEST(Metrics, EverySeriesIsThereAtZero) {
  const feeds::FeedHealth health;
  const std::string text = metrics_text(input_with(health));
  for (const char* line :
       {"tickerd_batches_total 0", "tickerd_connections 0", "tickerd_delivered_frames_total 0",
        "tickerd_feed_attempts_total{feed=\"nbk\"} 0",
        "tickerd_feed_failures_total{feed=\"nbk\",code=\"timeout\"} 0",
        "tickerd_rejections_total{reason=\"slow\"} 0", "tickerd_seq 42", "tickerd_pairs 5",
        "tickerd_held_pairs 0", "tickerd_peg_contradictions 0", "tickerd_inconsistent_quotes 0",
        "tickerd_pushes_total{result=\"taken\"} 0", "tickerd_pushes_total{result=\"refused\"} 0",
        "tickerd_rejections_total{reason=\"token\"} 0"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, CountsOfAllEdgesAreAddedUp) {
  const feeds::FeedHealth health;
  http::Counters first;
  http::Counters second;
  first.delivered.add(2);
  second.delivered.add(3);
  MetricsInput input = input_with(health);
  input.edges = {&first, &second};
  EXPECT_THAT(metrics_text(input), HasSubstr("tickerd_delivered_frames_total 5"));
}

TEST(Metrics, AnswersAreCountedByClass) {
  const feeds::FeedHealth health;
  http::Counters edge;
  for (const int status : {101, 200, 204, 304, 404, 503}) edge.count_answer(status);
  MetricsInput input = input_with(health);
  input.edges = {&edge};
  const auto text = metrics_text(input);
  for (const char* line : {"{class=\"1xx\"} 1", "{class=\"2xx\"} 2", "{class=\"3xx\"} 1",
                           "{class=\"4xx\"} 1", "{class=\"5xx\"} 1"}) {
    EXPECT_THAT(text, HasSubstr("tickerd_answers_total" + std::string(line)));
  }
}

TEST(Metrics, TellsWhatTheProcessTakes) {
  const feeds::FeedHealth health;
  const auto text = metrics_text(input_with(health));
  const auto figure = [&text](const std::string& name) {
    const auto at = text.find("\n" + name + ' ');
    return at == std::string::npos ? -1.0 : std::stod(text.substr(at + name.size() + 2));
  };
  EXPECT_GT(figure("process_cpu_seconds_total"), 0);
  EXPECT_GT(figure("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(figure("process_virtual_memory_bytes"), figure("process_resident_memory_bytes"));
  EXPECT_GE(figure("process_open_fds"), 3);
  EXPECT_GT(figure("process_max_fds"), figure("process_open_fds"));
}

TEST(Metrics, FailuresAreCountedByKind) {
  feeds::FeedHealth health;
  health.failures[rates::Errc::http_status] = 7;
  EXPECT_THAT(metrics_text(input_with(health)),
              HasSubstr("tickerd_feed_failures_total{feed=\"nbk\",code=\"http_status\"} 7"));
}

TEST(Metrics, FailuresOfEveryKindAreShown) {
  using rates::Errc;
  for (const auto code :
       {Errc::bad_argument, Errc::bad_document, Errc::bad_value, Errc::not_found, Errc::refused,
        Errc::unreachable, Errc::timeout, Errc::http_status, Errc::too_large, Errc::storage}) {
    feeds::FeedHealth health;
    health.failures[code] = 7;
    EXPECT_THAT(metrics_text(input_with(health)),
                HasSubstr("code=\"" + std::string(rates::to_string(code)) + "\"} 7"));
  }
}

TEST(Metrics, ConnectionAndBudgetAreOfFeedsThatHaveThem) {
  feeds::FeedHealth health;
  EXPECT_THAT(metrics_text(input_with(health)), testing::Not(HasSubstr("tickerd_feed_connected{")));
  health.connection = "waiting";
  health.budget = feeds::BudgetUse{.limit = 1000, .used = 7, .resets_at = {}};
  const auto text = metrics_text(input_with(health));
  EXPECT_THAT(text, HasSubstr("tickerd_feed_connected{feed=\"nbk\"} 0"));
  EXPECT_THAT(text, HasSubstr("tickerd_feed_requests_budget_used{feed=\"nbk\"} 7"));
  EXPECT_THAT(text, HasSubstr("tickerd_feed_requests_budget_limit{feed=\"nbk\"} 1000"));
  health.connection = "streaming";
  EXPECT_THAT(metrics_text(input_with(health)),
              HasSubstr("tickerd_feed_connected{feed=\"nbk\"} 1"));
}

TEST(Metrics, ALastSuccessIsATime) {
  feeds::FeedHealth health;
  health.last_success = rates::Timestamp(std::chrono::milliseconds(1'500));
  EXPECT_THAT(metrics_text(input_with(health)),
              HasSubstr("tickerd_feed_last_success_timestamp_seconds{feed=\"nbk\"} 1.5"));
}

}  // namespace
}  // namespace tickerd::app
