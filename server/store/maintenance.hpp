#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "rates/result.hpp"
#include "store/schema.hpp"

namespace tickerd::store {

/// What a look at a database file found.
struct FileReport {
  std::uintmax_t bytes = 0;
  int version = 0;
  std::vector<std::string> problems;  ///< of its pages and indices; empty when it is sound
  std::vector<std::pair<std::string, std::int64_t>> rows;  ///< of each table
};

/// Reads a whole database file, also one that a server is using. Fails with Errc::not_found when
/// it is not there, else with Errc::storage or Errc::corrupt when it cannot be read at all.
rates::Result<FileReport> check_file(const std::filesystem::path& file);

/// Rewrites a file without the room that deleted rows left. Nobody else uses it. Fails as
/// check_file().
rates::Result<void> compact_file(const std::filesystem::path& file);

/// Writes a copy of a file, also of one that a server is using, to `copy`, which appears when it is
/// whole and replaces what was there. Fails as check_file().
rates::Result<void> back_up_file(const std::filesystem::path& file,
                                 const std::filesystem::path& copy);

}  // namespace tickerd::store
