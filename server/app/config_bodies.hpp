#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config_source.hpp"

namespace tickerd::app {

/// The recorded bodies in `directory`, sorted by file name: all its files but hidden ones, each at
/// most 8 MiB, all at most 64 MiB. Through the source's lookup when it has one, else from the disk.
/// Fails with not_found, too_large or storage, naming the path.
rates::Result<std::vector<std::string>> read_bodies(const ConfigSource& source,
                                                    std::string_view directory);

/// The bytes of a file of at most `max_bytes`. Fails with not_found, too_large or storage.
rates::Result<std::string> read_file(const std::filesystem::path& file, std::uintmax_t max_bytes);

}  // namespace tickerd::app
