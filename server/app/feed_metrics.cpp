#include "app/feed_metrics.hpp"

namespace tickerd::app {
namespace {

/// All but cancelled, which is no failure.
constexpr rates::Errc failure_codes[] = {
    rates::Errc::bad_argument, rates::Errc::bad_document, rates::Errc::bad_value,
    rates::Errc::not_found,    rates::Errc::refused,      rates::Errc::unreachable,
    rates::Errc::timeout,      rates::Errc::http_status,  rates::Errc::too_large,
    rates::Errc::storage,      rates::Errc::corrupt,
};

void add_feeds(MetricFamilies& out, const Condition& condition) {
  const auto each = [&](auto value) {
    for (const auto& feed : condition.feeds) out.add(value(*feed.health), {{"feed", feed.name}});
  };
  using Health = feeds::FeedHealth;
  out.describe("tickerd_feed_attempts_total", "Times a feed was asked", MetricKind::counter);
  each([](const Health& health) { return static_cast<double>(health.attempts); });
  out.describe("tickerd_feed_unchanged_total", "Answers that held nothing new",
               MetricKind::counter);
  each([](const Health& health) { return static_cast<double>(health.unchanged); });
  out.describe("tickerd_feed_received_bytes_total", "Body bytes received", MetricKind::counter);
  each([](const Health& health) { return static_cast<double>(health.received_bytes); });
  out.describe("tickerd_feed_failing", "1 while the last attempt of a feed failed",
               MetricKind::gauge);
  each([](const Health& health) { return health.state == Health::State::failing ? 1.0 : 0.0; });
  out.describe("tickerd_feed_last_success_timestamp_seconds",
               "When a feed last gave a readable answer; 0 before the first", MetricKind::gauge);
  each([](const Health& health) { return seconds_since_1970(health.last_success); });
  out.describe("tickerd_feed_row_problems", "Unreadable rows of the last table", MetricKind::gauge);
  each([](const Health& health) { return static_cast<double>(health.row_problems.size()); });

  out.describe("tickerd_feed_failures_total", "Failed attempts by kind", MetricKind::counter);
  for (const auto& feed : condition.feeds) {
    for (const rates::Errc code : failure_codes) {
      const auto found = feed.health->failures.find(code);
      const auto count = found == feed.health->failures.end() ? 0 : found->second;
      out.add(static_cast<double>(count),
              {{"feed", feed.name}, {"code", std::string(rates::to_string(code))}});
    }
  }
}

/// Series of those feeds only that have a connection, a past to load or a request budget.
void add_particular_feeds(MetricFamilies& out, const Condition& condition) {
  out.describe("tickerd_feed_connected", "1 while a streamed feed is heard", MetricKind::gauge);
  for (const auto& feed : condition.feeds) {
    if (feed.health->connection.empty()) continue;
    out.add(feed.health->connection == "streaming" ? 1 : 0, {{"feed", feed.name}});
  }
  out.describe("tickerd_feed_backfill_missing_days", "Days of the past that a feed has yet to load",
               MetricKind::gauge);
  for (const auto& feed : condition.feeds) {
    if (feed.backfill == nullptr) continue;
    out.add(feed.backfill->of - feed.backfill->done, {{"feed", feed.name}});
  }
  const auto each_budget = [&](auto value) {
    for (const auto& feed : condition.feeds) {
      if (feed.health->budget) out.add(value(*feed.health->budget), {{"feed", feed.name}});
    }
  };
  out.describe("tickerd_feed_requests_budget_limit", "Requests a feed may make in a period",
               MetricKind::gauge);
  each_budget([](const feeds::BudgetUse& use) { return static_cast<double>(use.limit); });
  out.describe("tickerd_feed_requests_budget_used", "Requests a feed made in this period",
               MetricKind::gauge);
  each_budget([](const feeds::BudgetUse& use) { return static_cast<double>(use.used); });
}

}  // namespace

void add_feed_metrics(MetricFamilies& out, const Condition& condition) {
  add_feeds(out, condition);
  add_particular_feeds(out, condition);
}

}  // namespace tickerd::app
