#include "store/schema.hpp"

#include <array>
#include <charconv>
#include <string>

#include <fmt/format.h>

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

// "tick" in ASCII: says whose file it is.
constexpr int application_id = 0x7469636b;

// The step at index n leads from version n to n + 1. Steps are never edited once released: a change
// is a further step. Numbers are exact decimal texts.
constexpr std::array migrations{
    R"(CREATE TABLE meta(
         only INTEGER PRIMARY KEY CHECK (only = 1),
         epoch TEXT NOT NULL,
         seq INTEGER NOT NULL,
         created_at TEXT NOT NULL) STRICT;
       CREATE TABLE rates(
         pair TEXT PRIMARY KEY,
         value TEXT NOT NULL,
         precision_kind TEXT NOT NULL,
         precision_digits INTEGER NOT NULL,
         basis_kind TEXT,
         basis_value TEXT,
         basis_as_of TEXT,
         as_of TEXT NOT NULL,
         fetched_at TEXT NOT NULL,
         source TEXT NOT NULL,
         status TEXT NOT NULL,
         seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
       CREATE TABLE closes(
         feed TEXT NOT NULL,
         base TEXT NOT NULL,
         quote TEXT NOT NULL,
         value_date TEXT NOT NULL,
         value TEXT NOT NULL,
         as_of TEXT NOT NULL,
         fetched_at TEXT NOT NULL,
         PRIMARY KEY (feed, base, quote, value_date)) STRICT, WITHOUT ROWID;)",
    R"(ALTER TABLE rates ADD COLUMN quarantined TEXT NOT NULL DEFAULT '';)",
};

Result<int> number_of(Database& database, std::string_view pragma) {
  const auto text = database.query_text(pragma);
  if (!text) return std::unexpected(text.error());
  int number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

int schema_version() noexcept { return static_cast<int>(migrations.size()); }

Result<void> migrate(Database& database) {
  const auto owner = number_of(database, "PRAGMA application_id");
  if (!owner) return std::unexpected(owner.error());
  const auto version = number_of(database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  const auto tables = number_of(database, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());

  if (*owner != application_id && (*tables != 0 || *owner != 0)) {
    return fail(Errc::storage, fmt::format("{}: expected a store of tickerd, found a database of "
                                           "another program (application id {})",
                                           database.file().string(), *owner));
  }
  if (*version < 0 || *version > schema_version()) {
    return fail(Errc::storage,
                fmt::format("{}: schema version {} is newer than this tickerd knows (up to {}): "
                            "use the tickerd that wrote it, or another data_dir",
                            database.file().string(), *version, schema_version()));
  }
  for (auto at = static_cast<std::size_t>(*version); at < migrations.size(); ++at) {
    auto step = Transaction::begin(database);
    if (!step) return std::unexpected(step.error());
    const auto sql = fmt::format("{}\nPRAGMA application_id = {}; PRAGMA user_version = {};",
                                 migrations.at(at), application_id, at + 1);
    if (auto made = database.execute(sql); !made) return made;
    if (auto done = step->commit(); !done) return done;
  }
  return {};
}

}  // namespace tickerd::store
