#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_problems.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// Lays the environment's variables over the document (an object): TICKERD_LISTEN_PORT is
/// /listen/port. Lists of strings may be separated by commas. Names that are no option's are left
/// alone. Says in `origins` what it set.
void apply_environment(const Environment& environment, nlohmann::json& document, Origins& origins);

/// Lays "listen.port=0", "feeds.0.every=5s" over the document (an object), one after the other. A
/// value is JSON where it can be read as what the key asks for, else text. The index after the last
/// appends. Says in `origins` what it set; returns what could not be set.
std::vector<ConfigProblem> apply_overrides(const std::vector<std::string>& overrides,
                                           nlohmann::json& document, Origins& origins);

}  // namespace tickerd::app
