#pragma once

#include <chrono>
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
///
/// A folder that cannot be written when it is opened is such a failure too: then a volatile epoch
/// is the first, and the store is opened when that is possible. What it held is under the durable
/// epoch then; it was not there when the desk began.
class LocalLog final : public rates::RateLog {
  struct Key {
    explicit Key() = default;
  };

 public:
  /// Opens `folder`/tickerd.sqlite, making folder and file when they are missing; one process at a
  /// time. `clock` and `log` outlive the result. Fails with Errc::refused for what does not mend
  /// itself: another process has the folder, it is no folder, the file is of another program or of
  /// a newer version. Everything else is said in the log and in degraded(), and tried again. A
  /// damaged file is set aside and a new one begun under a new epoch. Nothing is ever deleted.
  static rates::Result<std::unique_ptr<LocalLog>> open(const std::filesystem::path& folder,
                                                       const rates::Clock& clock, rates::Log& log);
  /// For open() alone.
  LocalLog(Key, std::filesystem::path folder, const rates::Clock& clock, rates::Log& log);
  ~LocalLog() override;

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

  /// The open files.
  struct Store;
  static rates::Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& folder,
                                                          const rates::Clock& clock,
                                                          rates::Log& log);
  rates::Result<void> open_late();

  const std::filesystem::path folder_;
  const rates::Clock& clock_;
  rates::Log& log_;
  std::unique_ptr<Store> store_;  // null until it could be opened
  std::chrono::steady_clock::time_point open_again_at_{};

  std::string epoch_;           // the durable one
  std::string volatile_epoch_;  // empty while commits succeed
  std::uint64_t seq_ = 0;       // the last one given out, in whichever epoch

  // What the next commit stores: beyond the batch at hand only after a failure.
  std::map<rates::CurrencyPair, rates::SequencedRate> waiting_rates_;
  std::map<SeriesKey, std::map<rates::Date, rates::Close>> waiting_closes_;

  mutable std::mutex degraded_mutex_;  // health asks from its own thread
  std::string degraded_;
};

}  // namespace tickerd::store
