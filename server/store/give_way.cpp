#include "store/give_way.hpp"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tickerd::store {
namespace {

constexpr int least_urgent = 19;
/// The shortest that Linux takes.
constexpr unsigned shortest_slice_ns = 100'000;

}  // namespace

void give_way() noexcept {
  (void)::setpriority(PRIO_PROCESS, 0, least_urgent);  // Linux: of this thread alone
  // A nice thread still keeps a processor to the end of its time slice, whoever wakes. Linux heeds
  // its length from 6.12 on; the C library of Debian 12 does not have the call.
  sched_attr wanted{};
  wanted.size = sizeof wanted;
  wanted.sched_policy = SCHED_NORMAL;
  wanted.sched_nice = least_urgent;
  wanted.sched_runtime = shortest_slice_ns;
  (void)::syscall(SYS_sched_setattr, 0, &wanted, 0U);
}

}  // namespace tickerd::store
