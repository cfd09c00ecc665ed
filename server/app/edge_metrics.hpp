#pragma once

#include <span>

#include "app/metric_families.hpp"
#include "http/counters.hpp"

namespace tickerd::app {

/// Connections, answers, deliveries and rejections of all edges together.
void add_edge_metrics(MetricFamilies& out, std::span<const http::Counters* const> edges);

}  // namespace tickerd::app
