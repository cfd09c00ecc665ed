#include "store/give_way.hpp"

#include <cstdint>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tickerd::store {
namespace {

constexpr int least_urgent = 19;
/// The shortest that Linux takes.
constexpr std::uint64_t shortest_slice_ns = 100'000;

/// What sched_setattr(2) reads, in its first version. The C library of Debian 12 has neither the
/// call nor the type, and the kernel's own header cannot stand beside <sched.h>.
struct SchedulingRequest {
  std::uint32_t size;
  std::uint32_t policy;  ///< 0 = SCHED_OTHER
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime_ns;
  std::uint64_t deadline_ns;
  std::uint64_t period_ns;
};

}  // namespace

void give_way() noexcept {
  (void)::setpriority(PRIO_PROCESS, 0, least_urgent);  // Linux: of this thread alone
  // A nice thread still keeps a processor to the end of its time slice, whoever wakes. Linux heeds
  // its length from 6.12 on.
  SchedulingRequest wanted{};
  wanted.size = sizeof wanted;
  wanted.nice = least_urgent;
  wanted.runtime_ns = shortest_slice_ns;
  (void)::syscall(SYS_sched_setattr, 0, &wanted, 0U);
}

}  // namespace tickerd::store
