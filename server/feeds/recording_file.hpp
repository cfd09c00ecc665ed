#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::feeds {

/// Writes a file so that whoever looks sees all of it or nothing: beside it, then renamed over.
/// Fails with Errc::storage. Blocks for the disk.
rates::Result<void> write_whole(const std::filesystem::path& file, std::string_view bytes);

/// The bytes of a file of at most `max_bytes`. Fails with not_found, too_large or storage, naming
/// the file without its folders. Blocks for the disk.
rates::Result<std::string> read_whole(const std::filesystem::path& file, std::uintmax_t max_bytes);

}  // namespace tickerd::feeds
