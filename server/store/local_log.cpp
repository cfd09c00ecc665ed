#include "store/local_log.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "rates/log_text.hpp"
#include "store/folder_lock.hpp"
#include "store/rate_rows.hpp"
#include "store/schema.hpp"
#include "store/set_aside.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

// The desk keeps as many: older ones would wait for nobody.
constexpr std::size_t most_waiting_dates = 40;
/// A folder that cannot be opened is not tried for each batch: a locked file takes its time.
constexpr auto open_interval = std::chrono::seconds(1);

std::string draw_epoch() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::error_code unreachable;
  if (std::filesystem::is_directory(folder, unreachable)) return {};
  if (std::filesystem::exists(folder, unreachable)) {
    return fail(Errc::refused, fmt::format("{}: expected a folder, found a file", folder.string()));
  }
  return fail(Errc::storage,
              fmt::format("{}: cannot make the folder: {}", folder.string(), failed.message()));
}

/// Reads every page: a damaged one must not be found out when it is needed. The file is small.
Result<void> check_pages(const Database& database) {
  const auto said = database.query_text("PRAGMA quick_check(1)");
  if (!said) return std::unexpected(said.error());
  if (*said == "ok") return {};
  return fail(Errc::corrupt, fmt::format("{}: {}", database.file().string(), *said));
}

Result<void> set_up(Database& database, rates::Log& log) {
  // Before the first read: a person's sqlite3 shell may hold the file for a moment.
  if (auto set = database.execute("PRAGMA busy_timeout = 2000"); !set) return set;
  if (auto migrated = migrate(database, log_schema()); !migrated) return migrated;
  if (auto sound = check_pages(database); !sound) return sound;
  const auto mode = database.query_text("PRAGMA journal_mode = WAL");
  if (!mode) return std::unexpected(mode.error());
  if (*mode != "wal") {
    log.warning("store_slow", fmt::format("file={} journal={} detail=\"the file system has no "
                                          "shared memory: no write-ahead log\"",
                                          database.file().string(), *mode));
  }
  return database.execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216");
}

Result<std::unique_ptr<Database>> open_database(const std::filesystem::path& file,
                                                rates::Log& log) {
  auto database = Database::open(file);
  if (!database) return database;
  if (auto ready = set_up(**database, log); !ready) return std::unexpected(ready.error());
  return database;
}

}  // namespace

struct LocalLog::Store {
  FolderLock lock;
  std::unique_ptr<Database> database;
  RateRows rows;
  rates::Position position;  // as it was when it was opened
};

Result<std::unique_ptr<LocalLog::Store>> LocalLog::open_store(const std::filesystem::path& folder,
                                                              const rates::Clock& clock,
                                                              rates::Log& log) {
  if (auto made = make_folder(folder); !made) return std::unexpected(made.error());
  auto lock = FolderLock::take(folder);
  if (!lock) return std::unexpected(lock.error());
  const auto file = folder / "tickerd.sqlite";
  auto database = open_database(file, log);
  if (!database && database.error().code == Errc::corrupt) {
    // Serving goes on under a new epoch: nobody's seq is mistaken for one of the old file.
    log.error("store_damaged", fmt::format("detail={}", rates::log_value(database.error().detail)));
    if (auto moved = set_aside(file, clock, log); !moved) return std::unexpected(moved.error());
    database = open_database(file, log);
  }
  if (!database) return std::unexpected(database.error());
  auto rows = RateRows::prepare(**database);
  if (!rows) return std::unexpected(rows.error());
  auto position = rows->read_position();
  if (!position) return std::unexpected(position.error());
  if (position->epoch.empty()) {
    position->epoch = draw_epoch();
    if (auto kept = rows->write(*position, clock.now()); !kept) {
      return std::unexpected(kept.error());
    }
    log.info("store_created",
             fmt::format("file={} epoch={}", (*database)->file().string(), position->epoch));
  }
  return std::make_unique<Store>(*std::move(lock), *std::move(database), *std::move(rows),
                                 *std::move(position));
}

Result<std::unique_ptr<LocalLog>> LocalLog::open(const std::filesystem::path& folder,
                                                 const rates::Clock& clock, rates::Log& log) {
  auto opened = open_store(folder, clock, log);
  if (!opened && opened.error().code == Errc::refused) return std::unexpected(opened.error());
  auto made = std::make_unique<LocalLog>(Key(), folder, clock, log);
  if (opened) {
    made->store_ = *std::move(opened);
    made->epoch_ = made->store_->position.epoch;
    made->seq_ = made->store_->position.seq;
  } else {
    made->volatile_epoch_ = draw_epoch();
    made->set_degraded(opened.error().detail);
    log.error("store_failed", opened.error().detail);
  }
  return made;
}

LocalLog::LocalLog(Key, std::filesystem::path folder, const rates::Clock& clock, rates::Log& log)
    : folder_(std::move(folder)), clock_(clock), log_(log) {}

LocalLog::~LocalLog() = default;

/// Opens the store that could not be opened before, at most once in a while. What waits is of a seq
/// behind all that the store gave out, so that who resumes from before gets it.
Result<void> LocalLog::open_late() {
  const auto now = std::chrono::steady_clock::now();
  if (now < open_again_at_) return fail(Errc::storage, degraded());
  open_again_at_ = now + open_interval;
  auto opened = open_store(folder_, clock_, log_);
  if (!opened) return std::unexpected(opened.error());
  store_ = *std::move(opened);
  epoch_ = store_->position.epoch;
  seq_ = std::max(seq_, store_->position.seq + 1);
  for (auto& [pair, waiting] : waiting_rates_) waiting.seq = seq_;
  return {};
}

Result<rates::Recovered> LocalLog::recover() {
  if (!store_)
    return rates::Recovered{.position = {.epoch = volatile_epoch_}, .rates = {}, .closes = {}};
  auto position = store_->rows.read_position();
  if (!position) return std::unexpected(position.error());
  auto rates = store_->rows.read_rates();
  if (!rates) return std::unexpected(rates.error());
  auto closes = store_->rows.read_closes();
  if (!closes) return std::unexpected(closes.error());
  return rates::Recovered{*std::move(position), *std::move(rates), *std::move(closes)};
}

rates::BatchPtr LocalLog::append(std::vector<rates::Rate> rates,
                                 std::span<const rates::Close> closes,
                                 rates::Timestamp published_at) {
  ++seq_;
  for (const auto& rate : rates) {
    waiting_rates_.insert_or_assign(rate.pair, rates::SequencedRate{rate, seq_});
  }
  wait_for_commit(closes);
  if (!commit() && volatile_epoch_.empty()) volatile_epoch_ = draw_epoch();
  const std::string& epoch = volatile_epoch_.empty() ? epoch_ : volatile_epoch_;
  return std::make_shared<const rates::Batch>(
      rates::Batch{epoch, seq_, published_at, std::move(rates)});
}

Result<void> LocalLog::keep(std::span<const rates::Close> closes) {
  wait_for_commit(closes);
  return commit();
}

std::string LocalLog::degraded() const {
  const std::scoped_lock hold(degraded_mutex_);
  return degraded_;
}

void LocalLog::wait_for_commit(std::span<const rates::Close> closes) {
  for (const auto& close : closes) {
    auto& series = waiting_closes_[{close.feed, close.quote.pair}];
    series.insert_or_assign(close.quote.as_of.date(), close);
    if (series.size() > most_waiting_dates) series.erase(series.begin());
  }
}

Result<void> LocalLog::commit() {
  auto written = write_waiting();
  if (!written) {
    // Said once for each run of failures; health repeats it.
    if (degraded().empty()) log_.error("store_failed", written.error().detail);
    set_degraded(written.error().detail);
    return written;
  }
  waiting_rates_.clear();
  waiting_closes_.clear();
  volatile_epoch_.clear();
  if (!degraded().empty()) {
    log_.info("store_recovered", fmt::format("file={}", store_->database->file().string()));
    set_degraded({});
  }
  return written;
}

Result<void> LocalLog::write_waiting() {
  if (!store_) {
    if (auto opened = open_late(); !opened) return opened;
  }
  auto& rows = store_->rows;
  auto transaction = Transaction::begin(*store_->database);
  if (!transaction) return std::unexpected(transaction.error());
  for (const auto& [pair, rate] : waiting_rates_) {
    if (auto written = rows.write(rate); !written) return written;
  }
  for (const auto& [key, series] : waiting_closes_) {
    for (const auto& [date, close] : series) {
      if (auto written = rows.write(close); !written) return written;
    }
    const auto& [feed, pair] = key;
    if (auto trimmed = rows.forget_before_newest(feed, pair); !trimmed) return trimmed;
  }
  if (auto written = rows.write_seq(seq_); !written) return written;
  return transaction->commit();
}

void LocalLog::set_degraded(std::string why) {
  const std::scoped_lock hold(degraded_mutex_);
  degraded_ = std::move(why);
}

}  // namespace tickerd::store
