#pragma once

#include "app/metric_families.hpp"

namespace tickerd::app {

/// What the process takes of its host, under the names that Prometheus' own client libraries give
/// it. A figure that cannot be read is left out.
void add_process_metrics(MetricFamilies& out);

}  // namespace tickerd::app
