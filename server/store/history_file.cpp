#include "store/history_file.hpp"

#include <optional>
#include <utility>

#include "store/schema.hpp"
#include "store/set_aside.hpp"

namespace tickerd::store {

using rates::Errc;
using rates::HistoryPoint;
using rates::Interval;
using rates::Result;

namespace {

/// Bars in memory: enough for the open ones of a thousand pairs.
constexpr std::size_t most_cached_bars = 4096;
constexpr std::array levels{Interval::raw, Interval::minute, Interval::hour, Interval::day};

Result<std::unique_ptr<Database>> open_database(const std::filesystem::path& file) {
  auto database = Database::open(file);
  if (!database) return database;
  // auto_vacuum counts only before the first table is made.
  if (auto set =
          (*database)->execute("PRAGMA busy_timeout = 2000; PRAGMA auto_vacuum = INCREMENTAL");
      !set) {
    return std::unexpected(set.error());
  }
  if (auto ready = migrate(**database, history_schema()); !ready) {
    return std::unexpected(ready.error());
  }
  if (auto set = (*database)->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                                      "PRAGMA journal_size_limit = 16777216");
      !set) {
    return std::unexpected(set.error());
  }
  return database;
}

}  // namespace

Result<std::unique_ptr<HistoryFile>> HistoryFile::open(const std::filesystem::path& file,
                                                       const rates::Clock& clock, rates::Log& log) {
  auto database = open_database(file);
  if (!database && database.error().code == Errc::corrupt) {
    if (auto moved = set_aside(file, clock, log); !moved) return std::unexpected(moved.error());
    database = open_database(file);
  }
  if (!database) return std::unexpected(database.error());
  auto rows = HistoryRows::prepare(**database);
  if (!rows) return std::unexpected(rows.error());
  return std::make_unique<HistoryFile>(*std::move(database), *std::move(rows));
}

Result<std::size_t> HistoryFile::write(std::span<const HistoryPoint> points) {
  auto written = write_all(points);
  if (!written) {
    bars_.clear();
    rows_.rolled_back();
  } else if (bars_.size() > most_cached_bars) {
    bars_.clear();
  }
  return written;
}

Result<std::size_t> HistoryFile::write_all(std::span<const HistoryPoint> points) {
  auto transaction = Transaction::begin(*database_);
  if (!transaction) return std::unexpected(transaction.error());
  std::size_t count = 0;
  for (auto point : points) {
    point.value = point.value.rounded(history_digits);
    const auto is_new = rows_.write(point);
    if (!is_new) return std::unexpected(is_new.error());
    if (!*is_new) continue;
    ++count;
    if (auto added = add_to_bars(point); !added) return std::unexpected(added.error());
  }
  if (auto written = write_bars(); !written) return std::unexpected(written.error());
  if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  return count;
}

Result<void> HistoryFile::add_to_bars(const HistoryPoint& point) {
  for (const auto interval : rates::bar_intervals) {
    const auto start = rates::bar_start(interval, point.as_of);
    const BarKey key{point.pair, interval, start};
    auto found = bars_.find(key);
    if (found == bars_.end()) {
      auto stored = rows_.read_bar(point.pair, interval, start);
      if (!stored) return std::unexpected(stored.error());
      if (!*stored) {
        bars_.emplace(key, CachedBar{.bar = rates::Bar::of(interval, point), .changed = true});
        continue;
      }
      found = bars_.emplace(key, CachedBar{.bar = **std::move(stored)}).first;
    }
    found->second.bar.add(point);
    found->second.changed = true;
  }
  return {};
}

Result<void> HistoryFile::write_bars() {
  for (auto& [key, cached] : bars_) {
    if (!cached.changed) continue;
    const auto& [pair, interval, start] = key;
    if (auto written = rows_.write(pair, interval, cached.bar); !written) return written;
    cached.changed = false;
  }
  return {};
}

Result<std::size_t> HistoryFile::forget(const Retention& retention, rates::Timestamp now) {
  const auto pairs = rows_.pairs();
  if (!pairs) return std::unexpected(pairs.error());
  std::size_t count = 0;
  for (const auto& pair : *pairs) {
    for (const auto level : levels) {
      const auto& bound = retention.of(level);
      if (!bound) continue;
      const auto gone = rows_.forget(pair, level, now - *bound);
      if (!gone) return std::unexpected(gone.error());
      count += static_cast<std::size_t>(*gone);
    }
  }
  // A bar that is gone must not come back from memory.
  bars_.clear();
  if (count > 0) {
    if (auto done = database_->execute("PRAGMA incremental_vacuum"); !done) {
      return std::unexpected(done.error());
    }
  }
  return count;
}

}  // namespace tickerd::store
