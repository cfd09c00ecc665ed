#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"

namespace tickerd::app {

/// Gives `next` the values of `running` in all that only a restart changes (Option::restart_only).
/// Returns the keys of those that were others: "listen.port".
std::vector<std::string> keep_until_restart(const Config& running, Config& next);

}  // namespace tickerd::app
