#pragma once

#include <cstdint>

#include "bench/fanout/common/machine.hpp"

namespace tickerd::bench {

/// What CPU the server, the load and all others have used up to a moment, in microseconds.
struct Usage {
  std::int64_t at_us = 0;
  std::int64_t server_us = 0;
  std::int64_t load_us = 0;
  std::int64_t foreign_us = 0;

  static Usage now(int server_pid, int publisher_pid);
  /// From `before` to this.
  Usage since(const Usage& before) const;
  /// Share of one core.
  double share(std::int64_t used_us) const;
};

}  // namespace tickerd::bench
