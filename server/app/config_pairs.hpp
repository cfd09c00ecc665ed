#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_problems.hpp"
#include "rates/desk.hpp"

namespace tickerd::app {

/// Reads the list at /pairs. A pair may only name feeds that exist.
std::vector<rates::PairRule> read_pairs(const nlohmann::json& list,
                                        const std::set<std::string, std::less<>>& feed_names,
                                        ConfigProblems& problems);

}  // namespace tickerd::app
