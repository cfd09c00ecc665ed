#pragma once

#include <chrono>
#include <cstdint>

#include "net/backoff.hpp"

namespace tickerd::feeds {

/// How long a streamed feed waits before it connects again. Pure. From up to a second after the
/// first failure to up to 30 seconds, all of it left to chance: whoever was cut off at the same
/// moment must not come back at the same moment. A minute of streaming makes up for all failures.
class ReconnectPace {
 public:
  explicit ReconnectPace(std::uint64_t seed);
  /// The pause after a connection that streamed for that long (zero: it never came to that).
  std::chrono::milliseconds after(std::chrono::milliseconds streamed);

 private:
  net::Backoff backoff_;
};

}  // namespace tickerd::feeds
