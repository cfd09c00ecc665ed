#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/config.hpp"
#include "app/config_problems.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// Reads the lists of the section `access` of a document, and looks whether somebody may read each
/// private pair and push to each pushed feed. Pairs and feeds have been read.
void read_access(const nlohmann::json& document, Config& config, const ConfigSource& source,
                 ConfigProblems& problems);

}  // namespace tickerd::app
