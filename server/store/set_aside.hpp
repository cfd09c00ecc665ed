#pragma once

#include <filesystem>

#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "rates/result.hpp"

namespace tickerd::store {

/// Renames a damaged database file, and what SQLite keeps beside it, to
/// `FILE.corrupt-20260519T050211Z`, so that a new one can be made and a person can look at the old
/// one; says so in the log. Nothing is deleted. No connection to the file is open. Fails with
/// Errc::storage.
rates::Result<void> set_aside(const std::filesystem::path& file, const rates::Clock& clock,
                              rates::Log& log);

}  // namespace tickerd::store
