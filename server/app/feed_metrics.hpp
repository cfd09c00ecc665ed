#pragma once

#include "app/health.hpp"
#include "app/metric_families.hpp"

namespace tickerd::app {

/// What each feed asked, got and could not read.
void add_feed_metrics(MetricFamilies& out, const Condition& condition);

}  // namespace tickerd::app
