#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tickerd::bench {

/// Delivery times in steps of 0.1 ms, up to a minute; what is longer counts as a minute.
class Latencies {
 public:
  void add(std::int64_t us) {
    const auto step = std::clamp<std::int64_t>(us / step_us, 0, steps - 1);
    ++counts_[static_cast<std::size_t>(step)];
    ++total_;
    longest_us_ = std::max(longest_us_, us);
  }
  /// The time that `share` (0 to 1) of all stayed within, in milliseconds; 0 when there was none.
  double quantile_ms(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t step = 0; step < counts_.size(); ++step) {
      seen += counts_[step];
      if (seen > wanted) return static_cast<double>(step) * step_us / 1000.0;
    }
    return longest_ms();
  }
  double longest_ms() const { return static_cast<double>(longest_us_) / 1000.0; }
  void clear() { *this = {}; }

 private:
  static constexpr std::int64_t step_us = 100;
  static constexpr std::int64_t steps = 600'000;
  std::vector<std::uint32_t> counts_ = std::vector<std::uint32_t>(steps);
  std::uint64_t total_ = 0;
  std::int64_t longest_us_ = 0;
};

}  // namespace tickerd::bench
