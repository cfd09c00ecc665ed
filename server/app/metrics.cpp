#include "app/metrics.hpp"

#include "app/edge_metrics.hpp"
#include "app/feed_metrics.hpp"
#include "app/metric_families.hpp"
#include "app/process_metrics.hpp"

namespace tickerd::app {
namespace {

void add_history(MetricFamilies& out, const store::History::State& history) {
  out.counter("tickerd_history_points_total", "Rates written to history", history.written);
  out.counter("tickerd_history_dropped_points_total",
              "Rates that found no place while history could not be written", history.dropped);
  out.gauge("tickerd_history_waiting_points", "Rates that wait to be written to history",
            static_cast<double>(history.waiting));
  out.gauge("tickerd_history_failing", "1 while history cannot be written",
            history.degraded.empty() ? 0 : 1);
}

void add_engine(MetricFamilies& out, const MetricsInput& input) {
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
  out.gauge("tickerd_inconsistent_quotes", "Quotes that their feed's other quotes contradict",
            static_cast<double>(input.condition.inconsistencies.size()));
  out.describe("tickerd_pushes_total", "Bodies of pushed feeds by result", MetricKind::counter);
  out.add(static_cast<double>(engine.taken_pushes), {{"result", "taken"}});
  out.add(static_cast<double>(engine.refused_pushes), {{"result", "refused"}});
  const auto& reloads = input.condition.reloads;
  out.describe("tickerd_reloads_total", "Configurations loaded after the start, by result",
               MetricKind::counter);
  out.add(static_cast<double>(reloads.taken), {{"result", "taken"}});
  out.add(static_cast<double>(reloads.refused), {{"result", "refused"}});
  out.gauge("tickerd_last_reload_timestamp_seconds",
            "When the configuration was last changed; 0: as it was at the start",
            seconds_since_1970(reloads.last_taken));
  if (input.condition.certificate_ends) {
    out.gauge("tickerd_certificate_end_timestamp_seconds", "When the certificate of TLS ends",
              seconds_since_1970(input.condition.certificate_ends));
  }
  out.gauge("tickerd_draining", "1 while the server is on its way out",
            input.condition.draining ? 1 : 0);
}

}  // namespace

std::string metrics_text(const MetricsInput& input) {
  MetricFamilies out;
  out.describe("tickerd_build_info", "The version that runs", MetricKind::gauge);
  out.add(1, {{"version", TICKERD_VERSION}});
  add_engine(out, input);
  add_history(out, input.history);
  add_feed_metrics(out, input.condition);
  add_edge_metrics(out, input.edges);
  add_process_metrics(out);
  return out.text();
}

}  // namespace tickerd::app
