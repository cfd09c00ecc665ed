#include "bench/fanout/load/usage.hpp"

#include <unistd.h>

namespace tickerd::bench {

Usage Usage::now(int server_pid, int publisher_pid) {
  Usage usage{.at_us = steady_us()};
  if (server_pid > 0) usage.server_us = cpu_us(server_pid);
  usage.load_us = cpu_us(::getpid());
  if (publisher_pid > 0 && publisher_pid != server_pid) usage.load_us += cpu_us(publisher_pid);
  usage.foreign_us = machine_cpu_us() - usage.server_us - usage.load_us;
  return usage;
}

Usage Usage::since(const Usage& before) const {
  return {.at_us = at_us - before.at_us,
          .server_us = server_us - before.server_us,
          .load_us = load_us - before.load_us,
          .foreign_us = foreign_us - before.foreign_us};
}

double Usage::share(std::int64_t used_us) const {
  return at_us > 0 ? static_cast<double>(used_us) / static_cast<double>(at_us) : 0.0;
}

}  // namespace tickerd::bench
