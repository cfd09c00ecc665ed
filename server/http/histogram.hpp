#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "http/counter.hpp"

namespace tickerd::http {

/// How long things took, counted by ranges. Its edge's thread adds, any thread may read.
class Histogram {
 public:
  /// Upper ends of the ranges in seconds, inclusive; one more is without end.
  static constexpr std::array bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                        0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

  void add(std::chrono::steady_clock::duration took) noexcept {
    const double seconds = std::chrono::duration<double>(took).count();
    const auto* const found = std::ranges::lower_bound(bounds, seconds);
    counts_[static_cast<std::size_t>(found - bounds.begin())].add();
    const auto rounded = std::chrono::round<std::chrono::microseconds>(took).count();
    microseconds_.add(static_cast<std::uint64_t>(std::max<std::int64_t>(rounded, 0)));
  }

  /// How many fell into a range, that without end among them.
  std::uint64_t count(std::size_t range) const noexcept { return counts_[range].value(); }
  double sum_seconds() const noexcept {
    return std::chrono::duration<double>(
               std::chrono::microseconds(static_cast<std::int64_t>(microseconds_.value())))
        .count();
  }

 private:
  std::array<Counter, bounds.size() + 1> counts_;
  Counter microseconds_;
};

}  // namespace tickerd::http
