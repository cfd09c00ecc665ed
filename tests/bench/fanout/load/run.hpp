#pragma once

#include <optional>

#include "bench/fanout/load/fairness.hpp"
#include "bench/fanout/load/options.hpp"
#include "bench/fanout/load/tally.hpp"
#include "bench/fanout/load/usage.hpp"

namespace tickerd::bench {

/// What one run of the load found.
struct Outcome {
  /// What the server holds in memory, and the kernel.
  struct Memory {
    std::int64_t resident_kib = 0;
    std::int64_t slab_kib = 0;
    static Memory now(int server_pid);
  };

  bool all_connected = false;
  std::size_t handshakes_measured = 0;  ///< all but the first few
  std::size_t streaming_at_end = 0;
  Usage handshakes;
  Memory before;     ///< most connections: what a first one brings in is not each one's
  Memory connected;  ///< all of them, idle
  Memory at_end;
  std::optional<Usage> hold;
  std::uint64_t heartbeats_held = 0;
  Usage window;
  Tally::Window counted;
  Tally::Faults faults;
  double p50_ms = 0.0;
  double p99_ms = 0.0;
  double longest_ms = 0.0;
  double idle_share = 0.0;  ///< of the window, in which the load had nothing to read
  std::optional<Latencies> probe;
  std::optional<Fairness::Result> fairness;  ///< none where updates do not concern all
};

/// Connects, holds, triggers, measures. Throws std::runtime_error for what cannot be run.
Outcome run(const Options& options);

/// The outcome as one JSON object on one line.
std::string to_json(const Options& options, const Outcome& outcome);

}  // namespace tickerd::bench
