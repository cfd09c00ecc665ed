#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "rates/clock.hpp"
#include "rates/history.hpp"
#include "rates/log.hpp"
#include "rates/rate.hpp"
#include "store/history_file.hpp"
#include "store/retention.hpp"

namespace tickerd::store {

/// Keeps what is published, on a thread of its own: adding never waits for the disk.
///
/// What waits is written together a few times a second. While the disk fails, points wait in memory
/// up to a bound, are written once it works again, and beyond the bound the oldest are dropped and
/// counted. A damaged file is set aside and a new one begun.
class History {
 public:
  struct Options {
    Retention retention;
    std::chrono::milliseconds commit_every = std::chrono::milliseconds(200);
    std::chrono::milliseconds retry_every = std::chrono::seconds(1);
    std::chrono::milliseconds forget_every = std::chrono::minutes(10);
    std::size_t most_waiting = 200'000;  ///< points
  };
  /// As of the last commit.
  struct State {
    std::string degraded;       ///< why nothing is written at the moment; empty when all is well
    std::uint64_t written = 0;  ///< points, since the start
    std::uint64_t dropped = 0;  ///< points that found no place while the disk failed
    std::size_t waiting = 0;    ///< points
  };

  /// Opens `folder`/history.sqlite. Never fails: what is wrong with the disk is said in the log and
  /// in state(), and tried again. All references outlive it.
  History(const std::filesystem::path& folder, Options options, const rates::Clock& clock,
          rates::Log& log);
  History(const History&) = delete;
  History& operator=(const History&) = delete;
  /// Writes what waits, once, and ends the thread.
  ~History();

  /// Takes the rates of a batch that say something new; held ones show what was said before and are
  /// left out. Call it with every batch, in their order, from one thread.
  void add(const rates::Batch& batch);
  /// What a store kept at the start: the last rates of an earlier run whose end was sudden. Ticks
  /// are left out, their trading day is not known any more. Before the first batch.
  void add(std::span<const rates::SequencedRate> recovered);

  /// Takes points that no batch published: of the past. From any thread.
  void add(std::vector<rates::HistoryPoint> points);

  /// From any thread.
  State state() const;
  const std::filesystem::path& file() const noexcept { return file_; }

 private:
  /// What the last point of a pair said.
  struct Said {
    rates::Decimal value;
    rates::AsOf as_of;
    std::string source;
    friend bool operator==(const Said&, const Said&) = default;
  };
  bool is_new(const rates::Rate& rate);
  void run();
  void write_waiting();
  rates::Result<void> write(std::span<const rates::HistoryPoint> points);
  void forget_old();
  void note(const rates::Result<void>& outcome);
  bool wait_for_work();

  const std::filesystem::path file_;
  const Options options_;
  const rates::Clock& clock_;
  rates::Log& log_;

  std::map<rates::CurrencyPair, Said> newest_;  // of the adding thread

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<rates::HistoryPoint> waiting_;
  State state_;
  bool stopping_ = false;

  std::unique_ptr<HistoryFile> database_;  // of the thread; null while it cannot be opened
  std::chrono::steady_clock::time_point forget_at_;
  std::thread thread_;
};

}  // namespace tickerd::store
