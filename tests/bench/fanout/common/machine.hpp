#pragma once

#include <cstdint>
#include <string>

namespace tickerd::bench {

/// A session of its own at the highest priority of the scheduler's groups: nice values count only
/// within a session. Does what it is permitted to do.
void take_precedence();
/// As many open files as the system allows this process.
void raise_file_limit();

/// CPU time that a process has used, in microseconds; 0 when it is gone.
std::int64_t cpu_us(int pid);
/// CPU time that all processes and the kernel have used, in microseconds, to 10 ms.
std::int64_t machine_cpu_us();
/// What a process holds in memory of its own pages, in KiB; 0 when it cannot be read.
std::int64_t resident_kib(int pid);
/// What the kernel's caches of objects hold, in KiB; 0 when it may not be read.
std::int64_t slab_kib();
/// Microseconds since 1970, UTC.
std::int64_t now_us();
/// Microseconds of a clock that never goes back.
std::int64_t steady_us();

}  // namespace tickerd::bench
