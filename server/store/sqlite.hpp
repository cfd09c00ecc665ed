#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "rates/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tickerd::store {

class Database;

/// A prepared statement, to be run again and again. It must not outlive its Database. Parameters
/// count from 1, columns from 0. Not thread-safe: one thread at a time for a Database and all its
/// statements.
class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  /// Sets a parameter for the next run. Texts are copied. Parameters keep their values over runs.
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind_null(int parameter);

  /// Runs a statement that gives no rows, to its end. Fails with Errc::storage.
  rates::Result<void> run();
  /// The next row: true when there is one, false at the end, after which the statement is ready to
  /// be run again. Fails with Errc::storage.
  rates::Result<bool> step();

  /// A column of the row that step() found; the text is valid until the next step().
  std::string_view text(int column) const;
  std::int64_t number(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  Statement(sqlite3_stmt* statement, const Database& database) noexcept
      : statement_(statement), database_(&database) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const Database* database_;
};

/// An open SQLite file. Every failure is Errc::storage, or Errc::corrupt when the file is damaged
/// or is no database, with a detail that names the file. It stays where it is: statements point to
/// it.
class Database {
  struct Key {
    explicit Key() = default;
  };

 public:
  /// Opens `file` for reading and writing, making it when it is missing.
  static rates::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);
  /// Opens a file that is there for reading alone.
  static rates::Result<std::unique_ptr<Database>> open_to_read(const std::filesystem::path& file);
  /// For open() alone.
  Database(Key, std::filesystem::path file) : file_(std::move(file)) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rates::Result<Statement> prepare(std::string_view sql) const;
  /// Runs one or more statements whose rows are of no interest.
  rates::Result<void> execute(const std::string& sql);
  /// The first column of the first row, as text: for a PRAGMA.
  rates::Result<std::string> query_text(std::string_view sql) const;

  /// How many rows the statement that ran last inserted, changed or deleted.
  std::int64_t changes() const noexcept;
  /// Undoes the open transaction, if there is one. Cannot fail in a way that matters.
  void rollback() noexcept;

  /// Copies the whole database into `other` while others go on reading and writing it: a state it
  /// had at one moment. Fails also with what `other` says.
  rates::Result<void> copy_to(Database& other) const;

  const std::filesystem::path& file() const noexcept { return file_; }
  /// The failed Result for what SQLite said last: `/data/tickerd.sqlite: cannot DOING: REASON`.
  std::unexpected<rates::Error> failure(std::string_view doing) const;

 private:
  static rates::Result<std::unique_ptr<Database>> open_as(const std::filesystem::path& file,
                                                          int flags);
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
  };

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> connection_;
};

/// Begins a transaction; what is not committed when it goes away is undone.
class Transaction {
 public:
  static rates::Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (database_ != nullptr) database_->rollback();
  }

  /// Makes the changes durable. Fails with Errc::storage; then nothing was changed.
  rates::Result<void> commit();

 private:
  explicit Transaction(Database& database) noexcept : database_(&database) {}
  Database* database_;
};

}  // namespace tickerd::store
