#pragma once

#include <algorithm>
#include <chrono>

namespace tickerd::http {

/// How fast a peer may ask: `rate` a second on average, `burst` at once. A peer that goes on
/// without heed runs up a debt.
class TokenBucket {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  enum class Verdict { granted, refused, hopeless };

  TokenBucket(int rate, int burst, Instant now)
      : rate_(rate), burst_(burst), tokens_(burst), at_(now) {}

  /// Takes one. `hopeless` after as many refusals in a row as the burst is long.
  Verdict take(Instant now) {
    const std::chrono::duration<double> passed = now - at_;
    at_ = now;
    tokens_ = std::min(burst_, tokens_ + passed.count() * rate_);
    if (tokens_ >= 1) {
      tokens_ -= 1;
      refusals_ = 0;
      return Verdict::granted;
    }
    refusals_ += 1;
    return refusals_ >= burst_ ? Verdict::hopeless : Verdict::refused;
  }

  /// How long until one is there again.
  std::chrono::milliseconds wait() const {
    const std::chrono::duration<double> missing((1 - std::min(tokens_, 1.0)) /
                                                std::max(rate_, 0.001));
    return std::chrono::ceil<std::chrono::milliseconds>(missing);
  }

 private:
  double rate_;
  double burst_;
  double tokens_;
  double refusals_ = 0;
  Instant at_;
};

}  // namespace tickerd::http
