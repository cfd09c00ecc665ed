#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "feeds/feed.hpp"
#include "rates/time.hpp"

namespace tickerd::app {

/// What the server knows of itself when it is asked how it is.
struct Condition {
  std::vector<std::pair<std::string, const feeds::FeedHealth*>> feeds;
  std::size_t pairs = 0;        ///< configured
  std::size_t pairs_rated = 0;  ///< of these, with a rate on the board
  std::size_t pairs_stale = 0;  ///< of these, with a rate older than the pair's age bound
  std::string store_degraded;   ///< why batches are volatile; empty when all is durable
  bool draining = false;
};

/// Whether to send traffic here: not draining and at least one rate to show.
bool is_ready(const Condition& condition) noexcept;

struct HealthReport {
  int http_status = 200;
  std::string body;
};

/// The answer of /healthz: application/health+json (draft-inadarei-api-health-check-06) with one
/// check a feed. A failing feed, a stale pair or one without a rate is `warn` with 200. `fail`,
/// 503, is draining, or no feed working and nothing but old rates to show.
HealthReport health_report(const Condition& condition, rates::Timestamp now);

}  // namespace tickerd::app
