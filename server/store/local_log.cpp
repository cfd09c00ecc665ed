#include "store/local_log.hpp"

#include <cstdint>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "store/schema.hpp"

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

// The desk keeps as many: older ones would wait for nobody.
constexpr std::size_t most_waiting_dates = 40;

std::string draw_epoch() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    return fail(Errc::storage,
                fmt::format("{}: cannot make the folder: {}", folder.string(), failed.message()));
  }
  return {};
}

Result<void> set_up(Database& database, rates::Log& log) {
  // Before the first read: a person's sqlite3 shell may hold the file for a moment.
  if (auto set = database.execute("PRAGMA busy_timeout = 2000"); !set) return set;
  if (auto migrated = migrate(database); !migrated) return migrated;
  const auto mode = database.query_text("PRAGMA journal_mode = WAL");
  if (!mode) return std::unexpected(mode.error());
  if (*mode != "wal") {
    log.warning("store_slow", fmt::format("file={} journal={} detail=\"the file system has no "
                                          "shared memory: no write-ahead log\"",
                                          database.file().string(), *mode));
  }
  return database.execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216");
}

}  // namespace

Result<std::unique_ptr<LocalLog>> LocalLog::open(const std::filesystem::path& folder,
                                                 const rates::Clock& clock, rates::Log& log) {
  if (auto made = make_folder(folder); !made) return std::unexpected(made.error());
  auto lock = FolderLock::take(folder);
  if (!lock) return std::unexpected(lock.error());
  auto database = Database::open(folder / "tickerd.sqlite");
  if (!database) return std::unexpected(database.error());
  if (auto ready = set_up(**database, log); !ready) return std::unexpected(ready.error());
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
  return std::make_unique<LocalLog>(Key(), *std::move(lock), *std::move(database), *std::move(rows),
                                    *std::move(position), log);
}

LocalLog::LocalLog(Key, FolderLock lock, std::unique_ptr<Database> database, RateRows rows,
                   rates::Position position, rates::Log& log)
    : lock_(std::move(lock)),
      database_(std::move(database)),
      rows_(std::move(rows)),
      log_(log),
      epoch_(std::move(position.epoch)),
      seq_(position.seq) {}

Result<rates::Recovered> LocalLog::recover() {
  auto position = rows_.read_position();
  if (!position) return std::unexpected(position.error());
  auto rates = rows_.read_rates();
  if (!rates) return std::unexpected(rates.error());
  auto closes = rows_.read_closes();
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
    log_.info("store_recovered", fmt::format("file={}", database_->file().string()));
    set_degraded({});
  }
  return written;
}

Result<void> LocalLog::write_waiting() {
  auto transaction = Transaction::begin(*database_);
  if (!transaction) return std::unexpected(transaction.error());
  for (const auto& [pair, rate] : waiting_rates_) {
    if (auto written = rows_.write(rate); !written) return written;
  }
  for (const auto& [key, series] : waiting_closes_) {
    for (const auto& [date, close] : series) {
      if (auto written = rows_.write(close); !written) return written;
    }
    const auto& [feed, pair] = key;
    if (auto trimmed = rows_.forget_before_newest(feed, pair); !trimmed) return trimmed;
  }
  if (auto written = rows_.write_seq(seq_); !written) return written;
  return transaction->commit();
}

void LocalLog::set_degraded(std::string why) {
  const std::scoped_lock hold(degraded_mutex_);
  degraded_ = std::move(why);
}

}  // namespace tickerd::store
