#pragma once

#include "rates/result.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// The version that PRAGMA user_version of an up-to-date store holds.
int schema_version() noexcept;

/// Brings the store's tables to schema_version(), one committed step a version. Fails with
/// Errc::storage when the file is no database, belongs to another program, or was written by a
/// newer tickerd; then it was not touched.
rates::Result<void> migrate(Database& database);

}  // namespace tickerd::store
