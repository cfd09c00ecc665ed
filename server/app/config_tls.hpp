#pragma once

#include "app/config.hpp"
#include "app/config_problems.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// Reads the files that Config::tls names; a reload reads them anew.
void read_tls(Config& config, const ConfigSource& source, const Origins& origins,
              ConfigProblems& problems);

/// A path as the configuration has it: a relative one that is written in the file starts at the
/// file; one given beside it (`pointer` tells), at the working folder, as a shell would have it.
std::filesystem::path placed(const std::filesystem::path& path, std::string_view pointer,
                             const ConfigSource& source, const Origins& origins);

}  // namespace tickerd::app
