#pragma once

#include <filesystem>
#include <functional>

#include "app/config.hpp"
#include "app/config_search.hpp"

namespace tickerd::app {

/// Serves `config` until a signal ends it, going on with what `load_again` gives at each SIGHUP;
/// writes the ports to `ports_file` unless that is empty. Returns the exit code of the program.
int serve(const Config& config, std::function<ConfigResult()> load_again,
          const std::filesystem::path& ports_file);

}  // namespace tickerd::app
