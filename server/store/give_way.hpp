#pragma once

namespace tickerd::store {

/// Has this thread give way to all others, for good: whoever wakes takes the processor from it at
/// once, and beside busy threads it keeps a small part of one (SCHED_IDLE in sched(7)). Where the
/// system does not allow it, nothing changes.
void give_way() noexcept;

}  // namespace tickerd::store
