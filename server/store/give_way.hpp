#pragma once

namespace tickerd::store {

/// Has this thread give way to all others, for good: it works when nobody else wants the processor,
/// and beside busy threads keeps a hundredth of it. Where the system does not allow it, nothing
/// changes.
void give_way() noexcept;

}  // namespace tickerd::store
