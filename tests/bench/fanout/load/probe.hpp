#pragma once

#include <cstdint>

#include "bench/fanout/common/descriptor.hpp"
#include "bench/fanout/load/latencies.hpp"
#include "bench/fanout/load/options.hpp"

namespace tickerd::bench {

/// Asks GET /livez on a connection of its own, every few milliseconds: how long a fan-out keeps
/// others from being served.
class Probe {
 public:
  /// Throws std::runtime_error when it cannot connect.
  explicit Probe(const Options& options);

  /// Asks when it is due, takes an answer that has come. Never waits.
  void turn(std::int64_t steady_us);
  const Latencies& answers() const noexcept { return answers_; }
  /// Forgets the answers before.
  void begin() { answers_.clear(); }

 private:
  Descriptor socket_;
  Latencies answers_;
  std::int64_t asked_us_ = 0;
  bool waiting_ = false;
};

}  // namespace tickerd::bench
