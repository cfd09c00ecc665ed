#pragma once

#include <span>

#include "rates/result.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// The tables of a file, as steps from one version to the next.
struct Schema {
  int application_id;                  ///< says whose file it is
  std::span<const char* const> steps;  ///< the one at index n leads from version n to n + 1

  /// What PRAGMA user_version of an up-to-date file holds.
  int version() const noexcept { return static_cast<int>(steps.size()); }
};

/// Of tickerd.sqlite: where the history of batches stands, the last rates, closes.
const Schema& log_schema() noexcept;
/// Of history.sqlite: points and bars.
const Schema& history_schema() noexcept;

/// Brings a file's tables to the schema's version, one committed step a version. Fails with
/// Errc::refused when the file belongs to another program or was written by a newer tickerd, with
/// Errc::corrupt when it is no database; then it was not touched.
rates::Result<void> migrate(Database& database, const Schema& schema);

}  // namespace tickerd::store
