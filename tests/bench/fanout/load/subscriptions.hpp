#pragma once

#include <random>
#include <string>
#include <vector>

#include "bench/fanout/load/options.hpp"

namespace tickerd::bench {

/// What each client asks for. The same in every run.
class Subscriptions {
 public:
  /// Throws std::runtime_error when there are fewer pairs than a client picks.
  explicit Subscriptions(const Options& options);

  /// The target of the next client's request.
  std::string next_target();
  /// Whether each client has its own choice.
  bool are_distinct() const noexcept { return pick_ > 0 && !same_; }

 private:
  std::string path_;
  std::size_t pick_;
  bool same_;
  std::vector<std::string> pairs_;
  std::mt19937 random_{42};
};

}  // namespace tickerd::bench
