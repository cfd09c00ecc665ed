#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "rates/rate_log.hpp"
#include "store/folder_lock.hpp"
#include "store/rate_rows.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// The RateLog of one node: SQLite in write-ahead mode, every batch flushed to the disk before it
/// is returned, so that neither kill -9 nor a power loss takes back a seq that was seen.
///
/// When a commit fails, its batch comes back under a volatile epoch, drawn anew for each run of
/// failures, and what it held waits in memory (the newest rate of a pair, the newest 40 dates of a
/// feed and pair). The seq goes on counting over both epochs. The next commit that succeeds stores
/// all that waited, and the durable epoch goes on at the next seq: the numbers that went to the
/// volatile epoch are never used in the durable one, so a subscriber who resumes from before the
/// failure gets every pair that changed since, and one who resumes from within it gets everything.
class LocalLog final : public rates::RateLog {
  struct Key {
    explicit Key() = default;
  };

 public:
  /// Opens `folder`/tickerd.sqlite, making folder and file when they are missing; one process at a
  /// time. `log` outlives the result; `clock` is read here only, to date a new store. Fails with
  /// Errc::refused when another process has the folder, else with Errc::storage: folder not
  /// writable, file not a store of ours, corrupt, or of a newer version. Nothing is ever deleted.
  static rates::Result<std::unique_ptr<LocalLog>> open(const std::filesystem::path& folder,
                                                       const rates::Clock& clock, rates::Log& log);
  /// For open() alone.
  LocalLog(Key, FolderLock lock, std::unique_ptr<Database> database, RateRows rows,
           rates::Position position, rates::Log& log);

  rates::Result<rates::Recovered> recover() override;
  rates::BatchPtr append(std::vector<rates::Rate> rates, std::span<const rates::Close> closes,
                         rates::Timestamp published_at) override;
  rates::Result<void> keep(std::span<const rates::Close> closes) override;
  /// May be called while another thread is in append() or keep().
  std::string degraded() const override;

 private:
  using SeriesKey = std::tuple<std::string, rates::CurrencyPair>;

  void wait_for_commit(std::span<const rates::Close> closes);
  rates::Result<void> commit();
  rates::Result<void> write_waiting();
  void set_degraded(std::string why);

  FolderLock lock_;
  std::unique_ptr<Database> database_;
  RateRows rows_;
  rates::Log& log_;

  std::string epoch_;           // the durable one
  std::string volatile_epoch_;  // empty while commits succeed
  std::uint64_t seq_;           // the last one given out, in whichever epoch

  // What the next commit stores: beyond the batch at hand only after a failure.
  std::map<rates::CurrencyPair, rates::SequencedRate> waiting_rates_;
  std::map<SeriesKey, std::map<rates::Date, rates::Close>> waiting_closes_;

  mutable std::mutex degraded_mutex_;  // health asks from its own thread
  std::string degraded_;
};

}  // namespace tickerd::store
