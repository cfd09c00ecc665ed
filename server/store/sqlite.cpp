#include "store/sqlite.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement& Statement::bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL, not the empty text.
  const char* bytes = text.empty() ? "" : text.data();
  sqlite3_bind_text64(statement_.get(), parameter, bytes, text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), parameter, number);
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  sqlite3_bind_null(statement_.get(), parameter);
  return *this;
}

Result<void> Statement::run() {
  for (;;) {
    const auto row = step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
  }
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  auto failed = database_->failure(fmt::format("run \"{}\"", sqlite3_sql(statement_.get())));
  sqlite3_reset(statement_.get());
  return failed;
}

std::string_view Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {reinterpret_cast<const char*>(bytes), size};
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* connection) const noexcept {
  sqlite3_close_v2(connection);
}

Result<std::unique_ptr<Database>> Database::open_as(const std::filesystem::path& file, int flags) {
  auto database = std::make_unique<Database>(Key(), file);
  sqlite3* connection = nullptr;
  // One thread at a time by contract, so SQLite's own mutex would be idle work.
  const int code = sqlite3_open_v2(file.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  database->connection_.reset(connection);
  if (code != SQLITE_OK) return database->failure("open it");
  sqlite3_extended_result_codes(connection, 1);
  return database;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const std::filesystem::path& file) {
  return open_as(file, SQLITE_OPEN_READONLY);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
  auto database = open_as(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database) return database;
  // SQLite opens a file that may not be written for reading alone, and says so at the first write.
  if (sqlite3_db_readonly((*database)->connection_.get(), "main") == 1) {
    return fail(Errc::storage,
                fmt::format("{}: cannot open it for writing: it is read-only to this "
                            "process",
                            file.string()));
  }
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(fmt::format("prepare \"{}\"", sql));
  return Statement(statement, *this);
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failure(fmt::format("run \"{}\"", sql.substr(0, sql.find('\n'))));
  }
  return {};
}

Result<std::string> Database::query_text(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return std::unexpected(row.error());
  return *row ? std::string(statement->text(0)) : std::string();
}

Result<void> Database::copy_to(Database& other) const {
  constexpr int pages_at_once = 256;
  constexpr int wait_ms = 20;
  auto* const copy =
      sqlite3_backup_init(other.connection_.get(), "main", connection_.get(), "main");
  if (copy == nullptr) return other.failure("copy into it");
  int code = SQLITE_OK;
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    code = sqlite3_backup_step(copy, pages_at_once);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(wait_ms);
  }
  sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE) return other.failure("copy into it");
  return {};
}

std::int64_t Database::changes() const noexcept { return sqlite3_changes64(connection_.get()); }

void Database::rollback() noexcept {
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

std::unexpected<rates::Error> Database::failure(std::string_view doing) const {
  if (!connection_) return fail(Errc::storage, fmt::format("{}: out of memory", file_.string()));
  std::string reason = sqlite3_errmsg(connection_.get());
  // SQLite says "disk I/O error"; the system knows which.
  if (const int code = sqlite3_system_errno(connection_.get());
      code != 0 && (sqlite3_errcode(connection_.get()) & 0xff) != SQLITE_CORRUPT) {
    reason += fmt::format(" ({})", std::strerror(code));
  }
  const int kind = sqlite3_errcode(connection_.get()) & 0xff;
  const bool is_damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
  return fail(is_damaged ? Errc::corrupt : Errc::storage,
              fmt::format("{}: cannot {}: {}", file_.string(), doing, reason));
}

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) {
    return std::unexpected(begun.error());
  }
  return Transaction(database);
}

Result<void> Transaction::commit() {
  auto* const database = std::exchange(database_, nullptr);
  auto done = database->execute("COMMIT");
  if (!done) database->rollback();
  return done;
}

}  // namespace tickerd::store
