#include "bench/fanout/common/machine.hpp"

#include <ctime>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

namespace tickerd::bench {
namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

/// The number behind `key` in a file of lines "Key:   123 kB".
std::int64_t field(const std::string& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream rest(line.substr(key.size()));
    std::int64_t number = 0;
    rest >> number;
    return number;
  }
  return 0;
}

}  // namespace

void take_precedence() {
  ::setsid();
  std::ofstream group("/proc/self/autogroup");
  group << "-20" << std::flush;
}

void raise_file_limit() {
  constexpr rlim_t wanted = 200'000;
  rlimit limit{.rlim_cur = wanted, .rlim_max = wanted};
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::int64_t cpu_us(int pid) {
  clockid_t clock{};
  if (::clock_getcpuclockid(pid, &clock) != 0) return 0;
  return read_clock(clock);
}

std::int64_t machine_cpu_us() {
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;
  // user nice system idle iowait irq softirq
  std::int64_t busy = 0;
  for (int place = 0; place < 7; ++place) {
    std::int64_t ticks = 0;
    file >> ticks;
    if (place != 3 && place != 4) busy += ticks;
  }
  return busy * (1'000'000 / ::sysconf(_SC_CLK_TCK));
}

std::int64_t resident_kib(int pid) {
  const auto kept = field(fmt::format("/proc/{}/smaps_rollup", pid), "Rss:");
  return kept > 0 ? kept : field(fmt::format("/proc/{}/status", pid), "VmRSS:");
}

std::int64_t slab_kib() { return field("/proc/meminfo", "Slab:"); }

std::int64_t now_us() { return read_clock(CLOCK_REALTIME); }
std::int64_t steady_us() { return read_clock(CLOCK_MONOTONIC); }

}  // namespace tickerd::bench
