#pragma once

#include <filesystem>

#include "app/config.hpp"

namespace tickerd::app {

/// Serves `config` until a signal ends it; writes the ports to `ports_file` unless that is empty.
/// Returns the exit code of the program.
int serve(const Config& config, const std::filesystem::path& ports_file);

}  // namespace tickerd::app
