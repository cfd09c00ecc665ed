#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// Reads and checks a configuration. Either all of it is good, or every problem in it comes back,
/// in the order of the file, then those of the environment and of the overrides. Reads presets and
/// recorded bodies: blocks for the disk.
std::expected<Config, std::vector<ConfigProblem>> load_config(const ConfigSource& source);

/// One line for each problem, each ended by a line feed:
/// `tickerd.json:12:5: /feeds/0/evry: unknown key, did you mean "every"?`.
std::string describe(const std::vector<ConfigProblem>& problems, std::string_view file);

}  // namespace tickerd::app
