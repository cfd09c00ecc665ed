#include "store/maintenance.hpp"

#include <charconv>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "store/sqlite.hpp"

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

Result<void> expect_file(const std::filesystem::path& file) {
  std::error_code unreachable;
  if (std::filesystem::is_regular_file(file, unreachable)) return {};
  return fail(Errc::not_found, fmt::format("{}: there is no such file", file.string()));
}

/// The first column of every row.
Result<std::vector<std::string>> column(const Database& database, std::string_view sql) {
  auto row = database.prepare(sql);
  if (!row) return std::unexpected(row.error());
  std::vector<std::string> texts;
  for (;;) {
    const auto found = row->step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return texts;
    texts.emplace_back(row->text(0));
  }
}

Result<std::int64_t> number(const Database& database, std::string_view sql) {
  const auto text = database.query_text(sql);
  if (!text) return std::unexpected(text.error());
  std::int64_t value = 0;
  std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

}  // namespace

Result<FileReport> check_file(const std::filesystem::path& file) {
  if (auto there = expect_file(file); !there) return std::unexpected(there.error());
  const auto database = Database::open_to_read(file);
  if (!database) return std::unexpected(database.error());
  FileReport report;
  std::error_code unreachable;
  report.bytes = std::filesystem::file_size(file, unreachable);
  const auto version = number(**database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  report.version = static_cast<int>(*version);
  auto said = column(**database, "PRAGMA integrity_check(20)");
  if (!said) return std::unexpected(said.error());
  if (*said != std::vector<std::string>{"ok"}) report.problems = *std::move(said);
  const auto tables =
      column(**database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage");
  if (!tables) return std::unexpected(tables.error());
  for (const auto& table : *tables) {
    const auto rows = number(**database, fmt::format("SELECT count(*) FROM \"{}\"", table));
    if (!rows) return std::unexpected(rows.error());
    report.rows.emplace_back(table, *rows);
  }
  return report;
}

Result<void> compact_file(const std::filesystem::path& file) {
  if (auto there = expect_file(file); !there) return there;
  const auto database = Database::open(file);
  if (!database) return std::unexpected(database.error());
  if (auto done = (*database)->execute("VACUUM"); !done) return done;
  return (*database)->execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<void> back_up_file(const std::filesystem::path& file, const std::filesystem::path& copy) {
  if (auto there = expect_file(file); !there) return there;
  const auto source = Database::open_to_read(file);
  if (!source) return std::unexpected(source.error());
  auto draft = copy;
  draft += ".part";
  std::error_code failed;
  std::filesystem::remove(draft, failed);
  {
    const auto target = Database::open(draft);
    if (!target) return std::unexpected(target.error());
    if (auto copied = (*source)->copy_to(**target); !copied) return copied;
    // One file to be carried away, without a log beside it.
    if (auto set = (*target)->execute("PRAGMA journal_mode = DELETE"); !set) return set;
  }
  std::filesystem::rename(draft, copy, failed);
  if (failed) {
    return fail(Errc::storage, fmt::format("{}: cannot rename it to {}: {}", draft.string(),
                                           copy.string(), failed.message()));
  }
  return {};
}

}  // namespace tickerd::store
