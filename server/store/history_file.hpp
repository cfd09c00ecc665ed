#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <tuple>

#include "rates/clock.hpp"
#include "rates/history.hpp"
#include "rates/log.hpp"
#include "rates/result.hpp"
#include "store/history_rows.hpp"
#include "store/retention.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// history.sqlite, open for writing: points and the bars they make up. One thread at a time.
///
/// A file of its own beside the log's: who reads long or vacuums does not hold up a batch, and a
/// damaged history takes no epoch with it. It is flushed to the disk less often than the log
/// (synchronous = NORMAL): a power loss may take its last seconds, never its consistency.
class HistoryFile {
 public:
  /// Opens the file, making it when it is missing. A damaged one is set aside and a new one made.
  /// Fails with Errc::storage. `log` outlives the result.
  static rates::Result<std::unique_ptr<HistoryFile>> open(const std::filesystem::path& file,
                                                          const rates::Clock& clock,
                                                          rates::Log& log);
  HistoryFile(std::unique_ptr<Database> database, HistoryRows rows)
      : database_(std::move(database)), rows_(std::move(rows)) {}

  /// Writes points and their bars in one transaction; returns how many were new. Those that were
  /// written before count for nothing. Values are rounded to history_digits. Fails with
  /// Errc::storage or Errc::corrupt; then nothing was written.
  rates::Result<std::size_t> write(std::span<const rates::HistoryPoint> points);

  /// Deletes what is older than its level is kept and gives pages back to the file system, a
  /// transaction a pair and level. Fails as write().
  rates::Result<std::size_t> forget(const Retention& retention, rates::Timestamp now);

 private:
  using BarKey = std::tuple<rates::CurrencyPair, rates::Interval, rates::Timestamp>;
  struct CachedBar {
    rates::Bar bar;
    bool changed = false;
  };

  rates::Result<std::size_t> write_all(std::span<const rates::HistoryPoint> points);
  rates::Result<void> add_to_bars(const rates::HistoryPoint& point);
  rates::Result<void> write_bars();

  std::unique_ptr<Database> database_;
  HistoryRows rows_;
  std::map<BarKey, CachedBar> bars_;  // as stored, or changed by the open transaction
};

}  // namespace tickerd::store
