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

// Steps are never edited once released: a change is a further step. Numbers are exact decimal
// texts.
constexpr std::array log_steps{
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
    R"(ALTER TABLE rates ADD COLUMN other_bases TEXT NOT NULL DEFAULT '';)",
};

// Instants are milliseconds since 1970 in UTC, value dates days. `value` has at most 18 significant
// digits. Of a bar NULL stands for what equals `close`: most bars of a bank are one point.
constexpr std::array history_steps{
    R"(CREATE TABLE pairs(id INTEGER PRIMARY KEY, pair TEXT NOT NULL UNIQUE) STRICT;
       CREATE TABLE sources(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
       CREATE TABLE points(
         pair INTEGER NOT NULL,
         at INTEGER NOT NULL,
         seq INTEGER NOT NULL,
         value_date INTEGER NOT NULL,
         is_date INTEGER NOT NULL,
         value TEXT NOT NULL,
         source INTEGER NOT NULL,
         published_at INTEGER NOT NULL,
         PRIMARY KEY (pair, at, seq)) STRICT, WITHOUT ROWID;
       CREATE TABLE bars_1m(
         pair INTEGER NOT NULL, start INTEGER NOT NULL,
         open TEXT, high TEXT, low TEXT, close TEXT NOT NULL, source INTEGER NOT NULL,
         points INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,
         PRIMARY KEY (pair, start)) STRICT, WITHOUT ROWID;
       CREATE TABLE bars_1h(
         pair INTEGER NOT NULL, start INTEGER NOT NULL,
         open TEXT, high TEXT, low TEXT, close TEXT NOT NULL, source INTEGER NOT NULL,
         points INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,
         PRIMARY KEY (pair, start)) STRICT, WITHOUT ROWID;
       CREATE TABLE bars_1d(
         pair INTEGER NOT NULL, start INTEGER NOT NULL,
         open TEXT, high TEXT, low TEXT, close TEXT NOT NULL, source INTEGER NOT NULL,
         points INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,
         PRIMARY KEY (pair, start)) STRICT, WITHOUT ROWID;)",
};

// "tick" and "tich" in ASCII.
constexpr Schema log_file{.application_id = 0x7469636b, .steps = log_steps};
constexpr Schema history_file{.application_id = 0x74696368, .steps = history_steps};

Result<int> number_of(Database& database, std::string_view pragma) {
  const auto text = database.query_text(pragma);
  if (!text) return std::unexpected(text.error());
  int number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

const Schema& log_schema() noexcept { return log_file; }

const Schema& history_schema() noexcept { return history_file; }

Result<void> migrate(Database& database, const Schema& schema) {
  const auto owner = number_of(database, "PRAGMA application_id");
  if (!owner) return std::unexpected(owner.error());
  const auto version = number_of(database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  const auto tables = number_of(database, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());

  if (*owner != schema.application_id && (*tables != 0 || *owner != 0)) {
    return fail(Errc::refused, fmt::format("{}: expected a store of tickerd, found a database of "
                                           "another program (application id {})",
                                           database.file().string(), *owner));
  }
  if (*version < 0 || *version > schema.version()) {
    return fail(Errc::refused,
                fmt::format("{}: schema version {} is newer than this tickerd knows (up to {}): "
                            "use the tickerd that wrote it, or another data_dir",
                            database.file().string(), *version, schema.version()));
  }
  for (auto at = static_cast<std::size_t>(*version); at < schema.steps.size(); ++at) {
    auto step = Transaction::begin(database);
    if (!step) return std::unexpected(step.error());
    const auto sql = fmt::format("{}\nPRAGMA application_id = {}; PRAGMA user_version = {};",
                                 schema.steps[at], schema.application_id, at + 1);
    if (auto made = database.execute(sql); !made) return made;
    if (auto done = step->commit(); !done) return done;
  }
  return {};
}

}  // namespace tickerd::store
