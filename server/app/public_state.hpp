#pragma once

#include <cstdint>
#include <vector>

#include "app/health.hpp"
#include "http/server_state.hpp"

namespace tickerd::app {

/// What the public may know of the feeds. Errors, addresses and bodies stay behind: only words and
/// times go over.
http::ServerState public_state(const std::vector<FeedCondition>& feeds, rates::Timestamp started_at,
                               std::uint64_t clients);

}  // namespace tickerd::app
