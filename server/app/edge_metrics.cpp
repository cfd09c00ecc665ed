#include "app/edge_metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace tickerd::app {
namespace {

using CounterMember = http::Counter http::Counters::*;

std::uint64_t sum(std::span<const http::Counters* const> edges, CounterMember member) {
  std::uint64_t total = 0;
  for (const auto* edge : edges) total += (edge->*member).value();
  return total;
}

struct EdgeSeries {
  const char* name;
  const char* help;
  CounterMember member;
  MetricKind kind = MetricKind::counter;
};

constexpr EdgeSeries edge_series[] = {
    {"tickerd_connections", "Connections open now", &http::Counters::connections,
     MetricKind::gauge},
    {"tickerd_websocket_connections", "WebSocket connections open now", &http::Counters::websockets,
     MetricKind::gauge},
    {"tickerd_event_stream_connections", "SSE connections open now", &http::Counters::event_streams,
     MetricKind::gauge},
    {"tickerd_groups", "Groups of equal subscriptions", &http::Counters::groups, MetricKind::gauge},
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
     &http::Counters::io_uring, MetricKind::gauge},
    {"tickerd_client_messages_total", "WebSocket messages of clients",
     &http::Counters::messages_in},
    {"tickerd_stream_sent_bytes_total", "Bytes sent on WebSocket and SSE connections",
     &http::Counters::bytes_out},
};

/// One of a family's series, by the value of its label.
struct Labelled {
  const char* value;
  CounterMember member;
};

constexpr Labelled rejections[] = {
    {"connections", &http::Counters::refused_full},
    {"ip", &http::Counters::refused_address},
    {"accept_rate", &http::Counters::refused_pace},
    {"unanswered", &http::Counters::unanswered},
    {"proxy", &http::Counters::refused_proxy},
    {"tls", &http::Counters::refused_tls},
    {"origin", &http::Counters::refused_origin},
    {"token", &http::Counters::refused_token},
    {"scope", &http::Counters::refused_scope},
    {"expired_token", &http::Counters::expired_tokens},
    {"handshake", &http::Counters::refused_handshake},
    {"bad_request", &http::Counters::bad_requests},
    {"too_big", &http::Counters::too_big},
    {"idle", &http::Counters::idle_timeouts},
    {"header_time", &http::Counters::header_timeouts},
    {"protocol", &http::Counters::protocol_failures},
    {"flood", &http::Counters::floods},
    {"slow", &http::Counters::slow_closed},
    {"dead_peer", &http::Counters::dead_peers},
};

constexpr Labelled handshakes[] = {
    {"full", &http::Counters::full_handshakes},
    {"resumed", &http::Counters::resumed_handshakes},
};

void add_counts(MetricFamilies& out, std::span<const http::Counters* const> edges) {
  for (const auto& series : edge_series) {
    out.describe(series.name, series.help, series.kind);
    out.add(static_cast<double>(sum(edges, series.member)));
  }
  out.describe("tickerd_rejections_total", "Connections refused or ended by us, by reason",
               MetricKind::counter);
  for (const auto& [reason, member] : rejections) {
    out.add(static_cast<double>(sum(edges, member)), {{"reason", reason}});
  }
  out.describe("tickerd_tls_handshakes_total", "TLS handshakes that came to their end, by kind",
               MetricKind::counter);
  for (const auto& [kind, member] : handshakes) {
    out.add(static_cast<double>(sum(edges, member)), {{"kind", kind}});
  }
}

/// By hundreds of their status.
void add_answers(MetricFamilies& out, std::span<const http::Counters* const> edges) {
  out.describe("tickerd_answers_total", "HTTP answers by class of their status",
               MetricKind::counter);
  for (std::size_t hundreds = 0; hundreds < std::size(http::Counters{}.answers); ++hundreds) {
    std::uint64_t total = 0;
    for (const auto* edge : edges) total += edge->answers[hundreds].value();
    out.add(static_cast<double>(total), {{"class", fmt::format("{}xx", hundreds + 1)}});
  }
}

void add_times(MetricFamilies& out, std::span<const http::Counters* const> edges,
               http::Histogram http::Counters::* member, const char* to) {
  constexpr auto& bounds = http::Histogram::bounds;
  std::vector<MetricFamilies::Bucket> buckets;
  std::uint64_t total = 0;
  for (std::size_t range = 0; range <= bounds.size(); ++range) {
    for (const auto* edge : edges) total += (edge->*member).count(range);
    const bool is_last = range == bounds.size();
    buckets.push_back({.count = total,
                       .bound = is_last ? std::numeric_limits<double>::infinity() : bounds[range]});
  }
  double sum = 0;
  for (const auto* edge : edges) sum += (edge->*member).sum_seconds();
  out.add(buckets, sum, {{"to", to}});
}

void add_delivery_times(MetricFamilies& out, std::span<const http::Counters* const> edges) {
  out.describe("tickerd_delivery_seconds",
               "From the last byte of a source's answer to the socket of an edge's first and last "
               "subscriber",
               MetricKind::histogram);
  add_times(out, edges, &http::Counters::to_first_subscriber, "first");
  add_times(out, edges, &http::Counters::to_last_subscriber, "last");
}

}  // namespace

void add_edge_metrics(MetricFamilies& out, std::span<const http::Counters* const> edges) {
  add_counts(out, edges);
  add_answers(out, edges);
  add_delivery_times(out, edges);
}

}  // namespace tickerd::app
