#pragma once

#include <string>
#include <vector>

#include "app/engine.hpp"
#include "app/health.hpp"
#include "http/counters.hpp"
#include "rates/rate_log.hpp"
#include "store/history.hpp"

namespace tickerd::app {

/// The counters of all floors at one moment.
struct MetricsInput {
  Condition condition;
  Engine::Counters engine;
  rates::Position position;
  std::size_t held_pairs = 0;  ///< tracked ones included
  store::History::State history = {};
  std::vector<const http::Counters*> edges;
};

/// The answer of /metrics: Prometheus text exposition format 0.0.4. Every series is there from the
/// start, at zero.
std::string metrics_text(const MetricsInput& input);

}  // namespace tickerd::app
