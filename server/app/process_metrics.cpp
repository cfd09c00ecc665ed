#include "app/process_metrics.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace tickerd::app {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void add_processor_time(MetricFamilies& out) {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) != 0) return;
  out.describe("process_cpu_seconds_total", "Processor time taken, user and system",
               MetricKind::counter);
  out.add(seconds(used.ru_utime) + seconds(used.ru_stime));
}

/// From /proc/self/statm: pages in all and pages in memory.
void add_memory(MetricFamilies& out) {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(file >> all >> resident)) return;
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  out.gauge("process_virtual_memory_bytes", "Address space taken", static_cast<double>(all) * page);
  out.gauge("process_resident_memory_bytes", "Memory taken", static_cast<double>(resident) * page);
}

void add_files(MetricFamilies& out) {
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  if (error) return;
  // The look itself holds one.
  out.gauge("process_open_fds", "Files, sockets and the like that are open",
            static_cast<double>(std::distance(begin(open), end(open)) - 1));
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  out.gauge("process_max_fds", "How many may be", static_cast<double>(limit.rlim_cur));
}

}  // namespace

void add_process_metrics(MetricFamilies& out) {
  add_processor_time(out);
  add_memory(out);
  add_files(out);
}

}  // namespace tickerd::app
