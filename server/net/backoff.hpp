#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace tickerd::net {

/// How long to wait before the next attempt: `interval` after success; after the nth failure in a
/// row a random part (half to whole, unless `jitter` says otherwise) of min(interval * 2^n,
/// longest), so that many clients do not come at once.
class Backoff {
 public:
  /// Which part of a pause is left to chance: the second half, or all of it, as is right where
  /// clients were cut off at the same moment.
  enum class Jitter { half, full };

  Backoff(std::chrono::milliseconds interval, std::chrono::milliseconds longest, std::uint64_t seed,
          Jitter jitter = Jitter::half);

  void succeeded() noexcept;
  void failed() noexcept;
  int failures() const noexcept { return failures_; }
  std::chrono::milliseconds next();

 private:
  std::chrono::milliseconds interval_;
  std::chrono::milliseconds longest_;
  Jitter jitter_;
  int failures_ = 0;
  std::minstd_rand random_;
};

}  // namespace tickerd::net
