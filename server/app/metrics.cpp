#include "app/metrics.hpp"

#include <chrono>
#include <limits>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace tickerd::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

/// Collects families in the order they are described.
class Families {
 public:
  void describe(std::string name, std::string help, MetricType type) {
    families_.push_back({std::move(name), std::move(help), type, {}});
  }

  void add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    auto& family = families_.back();
    if (family.type == MetricType::Counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    family.metric.push_back(std::move(metric));
  }

  void add(ClientMetric metric) { families_.back().metric.push_back(std::move(metric)); }

  void counter(std::string name, std::string help, std::uint64_t value) {
    describe(std::move(name), std::move(help), MetricType::Counter);
    add(static_cast<double>(value));
  }

  void gauge(std::string name, std::string help, double value) {
    describe(std::move(name), std::move(help), MetricType::Gauge);
    add(value);
  }

  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

double seconds(const std::optional<rates::Timestamp>& at) {
  return at ? std::chrono::duration<double>(at->time_since_epoch()).count() : 0;
}

/// All but cancelled, which is no failure.
constexpr rates::Errc failure_codes[] = {
    rates::Errc::bad_argument, rates::Errc::bad_document, rates::Errc::bad_value,
    rates::Errc::not_found,    rates::Errc::refused,      rates::Errc::unreachable,
    rates::Errc::timeout,      rates::Errc::http_status,  rates::Errc::too_large,
    rates::Errc::storage,      rates::Errc::corrupt,
};

void add_feeds(Families& out, const Condition& condition) {
  const auto each = [&](auto value) {
    for (const auto& feed : condition.feeds) out.add(value(*feed.health), {{"feed", feed.name}});
  };
  using Health = feeds::FeedHealth;
  out.describe("tickerd_feed_attempts_total", "Times a feed was asked", MetricType::Counter);
  each([](const Health& health) { return static_cast<double>(health.attempts); });
  out.describe("tickerd_feed_unchanged_total", "Answers that held nothing new",
               MetricType::Counter);
  each([](const Health& health) { return static_cast<double>(health.unchanged); });
  out.describe("tickerd_feed_received_bytes_total", "Body bytes received", MetricType::Counter);
  each([](const Health& health) { return static_cast<double>(health.received_bytes); });
  out.describe("tickerd_feed_failing", "1 while the last attempt of a feed failed",
               MetricType::Gauge);
  each([](const Health& health) { return health.state == Health::State::failing ? 1.0 : 0.0; });
  out.describe("tickerd_feed_last_success_timestamp_seconds",
               "When a feed last gave a readable answer; 0 before the first", MetricType::Gauge);
  each([](const Health& health) { return seconds(health.last_success); });
  out.describe("tickerd_feed_row_problems", "Unreadable rows of the last table", MetricType::Gauge);
  each([](const Health& health) { return static_cast<double>(health.row_problems.size()); });

  out.describe("tickerd_feed_failures_total", "Failed attempts by kind", MetricType::Counter);
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
void add_particular_feeds(Families& out, const Condition& condition) {
  out.describe("tickerd_feed_connected", "1 while a streamed feed is heard", MetricType::Gauge);
  for (const auto& feed : condition.feeds) {
    if (feed.health->connection.empty()) continue;
    out.add(feed.health->connection == "streaming" ? 1 : 0, {{"feed", feed.name}});
  }
  out.describe("tickerd_feed_backfill_missing_days", "Days of the past that a feed has yet to load",
               MetricType::Gauge);
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
               MetricType::Gauge);
  each_budget([](const feeds::BudgetUse& use) { return static_cast<double>(use.limit); });
  out.describe("tickerd_feed_requests_budget_used", "Requests a feed made in this period",
               MetricType::Gauge);
  each_budget([](const feeds::BudgetUse& use) { return static_cast<double>(use.used); });
}

void add_history(Families& out, const store::History::State& history) {
  out.counter("tickerd_history_points_total", "Rates written to history", history.written);
  out.counter("tickerd_history_dropped_points_total",
              "Rates that found no place while history could not be written", history.dropped);
  out.gauge("tickerd_history_waiting_points", "Rates that wait to be written to history",
            static_cast<double>(history.waiting));
  out.gauge("tickerd_history_failing", "1 while history cannot be written",
            history.degraded.empty() ? 0 : 1);
}

void add_engine(Families& out, const MetricsInput& input) {
  const auto& engine = input.engine;
  out.counter("tickerd_quotes_total", "Quotes taken in from all feeds", engine.quotes);
  out.counter("tickerd_refused_quotes_total", "Quotes older than the one held",
              engine.refused_quotes);
  out.counter("tickerd_batches_total", "Batches published", engine.batches);
  out.counter("tickerd_volatile_batches_total",
              "Batches published while the store could not commit", engine.volatile_batches);
  out.gauge("tickerd_seq", "Sequence number of the last batch",
            static_cast<double>(input.position.seq));
  out.gauge("tickerd_pairs", "Configured pairs", static_cast<double>(input.condition.pairs));
  out.gauge("tickerd_rated_pairs", "Configured pairs that have a rate",
            static_cast<double>(input.condition.pairs_rated));
  out.gauge("tickerd_tracked_pairs", "Pairs published because subscribers asked",
            static_cast<double>(engine.tracked_pairs));
  out.counter("tickerd_past_closes_total", "Values of days gone by that were taken in",
              engine.past_closes);
  out.gauge("tickerd_held_pairs", "Pairs whose newest value is held back",
            static_cast<double>(input.held_pairs));
  out.gauge("tickerd_peg_contradictions", "Quotes that contradict a peg",
            static_cast<double>(input.condition.contradictions.size()));
  out.describe("tickerd_pushes_total", "Bodies of pushed feeds by result", MetricType::Counter);
  out.add(static_cast<double>(engine.taken_pushes), {{"result", "taken"}});
  out.add(static_cast<double>(engine.refused_pushes), {{"result", "refused"}});
  out.gauge("tickerd_draining", "1 while the server is on its way out",
            input.condition.draining ? 1 : 0);
}

using CounterMember = http::Counter http::Counters::*;

std::uint64_t sum(const MetricsInput& input, CounterMember member) {
  std::uint64_t total = 0;
  for (const auto* edge : input.edges) total += (edge->*member).value();
  return total;
}

struct EdgeSeries {
  const char* name;
  const char* help;
  CounterMember member;
  MetricType type = MetricType::Counter;
};

constexpr EdgeSeries edge_series[] = {
    {"tickerd_connections", "Connections open now", &http::Counters::connections,
     MetricType::Gauge},
    {"tickerd_websocket_connections", "WebSocket connections open now", &http::Counters::websockets,
     MetricType::Gauge},
    {"tickerd_event_stream_connections", "SSE connections open now", &http::Counters::event_streams,
     MetricType::Gauge},
    {"tickerd_groups", "Groups of equal subscriptions", &http::Counters::groups, MetricType::Gauge},
    {"tickerd_accepted_connections_total", "Connections accepted", &http::Counters::accepted},
    {"tickerd_accept_failures_total", "Accepts that failed, mostly for want of files",
     &http::Counters::accept_failures},
    {"tickerd_requests_total", "HTTP requests read", &http::Counters::requests},
    {"tickerd_encoded_frames_total", "Frames encoded, once a group", &http::Counters::frames},
    {"tickerd_delivered_frames_total", "Frames taken by subscribers", &http::Counters::delivered},
    {"tickerd_conflated_frames_total", "Frames left out because a subscriber was busy",
     &http::Counters::conflated},
    {"tickerd_merged_updates_total", "Merged updates sent after that", &http::Counters::merged},
    {"tickerd_heartbeats_total", "Heartbeats sent", &http::Counters::heartbeats},
    {"tickerd_io_uring_edges", "Edges that hand updates to the kernel through io_uring",
     &http::Counters::io_uring, MetricType::Gauge},
    {"tickerd_client_messages_total", "WebSocket messages of clients",
     &http::Counters::messages_in},
    {"tickerd_stream_sent_bytes_total", "Bytes sent on WebSocket and SSE connections",
     &http::Counters::bytes_out},
};

struct Rejection {
  const char* reason;
  CounterMember member;
};

constexpr Rejection rejections[] = {
    {"connections", &http::Counters::refused_full},
    {"origin", &http::Counters::refused_origin},
    {"token", &http::Counters::refused_token},
    {"handshake", &http::Counters::refused_handshake},
    {"bad_request", &http::Counters::bad_requests},
    {"header_time", &http::Counters::header_timeouts},
    {"protocol", &http::Counters::protocol_failures},
    {"flood", &http::Counters::floods},
    {"slow", &http::Counters::slow_closed},
    {"dead_peer", &http::Counters::dead_peers},
};

void add_edges(Families& out, const MetricsInput& input) {
  for (const auto& series : edge_series) {
    out.describe(series.name, series.help, series.type);
    out.add(static_cast<double>(sum(input, series.member)));
  }
  out.describe("tickerd_rejections_total", "Connections refused or ended by us, by reason",
               MetricType::Counter);
  for (const auto& rejection : rejections) {
    out.add(static_cast<double>(sum(input, rejection.member)), {{"reason", rejection.reason}});
  }
}

/// Of all edges together.
void add_times(Families& out, const MetricsInput& input, http::Histogram http::Counters::* member,
               const char* to) {
  ClientMetric metric;
  metric.label = {{"to", to}};
  std::uint64_t total = 0;
  for (std::size_t range = 0; range <= http::Histogram::bounds.size(); ++range) {
    for (const auto* edge : input.edges) total += (edge->*member).count(range);
    const bool is_last = range == http::Histogram::bounds.size();
    metric.histogram.bucket.push_back({total, is_last ? std::numeric_limits<double>::infinity()
                                                      : http::Histogram::bounds[range]});
  }
  metric.histogram.sample_count = total;
  for (const auto* edge : input.edges) {
    metric.histogram.sample_sum += (edge->*member).sum_seconds();
  }
  out.add(std::move(metric));
}

void add_delivery_times(Families& out, const MetricsInput& input) {
  out.describe("tickerd_delivery_seconds",
               "From the last byte of a source's answer to the socket of an edge's first and last "
               "subscriber",
               MetricType::Histogram);
  add_times(out, input, &http::Counters::to_first_subscriber, "first");
  add_times(out, input, &http::Counters::to_last_subscriber, "last");
}

}  // namespace

std::string metrics_text(const MetricsInput& input) {
  Families out;
  out.describe("tickerd_build_info", "The version that runs", MetricType::Gauge);
  out.add(1, {{"version", TICKERD_VERSION}});
  add_engine(out, input);
  add_history(out, input.history);
  add_feeds(out, input.condition);
  add_particular_feeds(out, input.condition);
  add_edges(out, input);
  add_delivery_times(out, input);
  return out.text();
}

}  // namespace tickerd::app
