#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <boost/asio/thread_pool.hpp>

#include "feeds/feed.hpp"
#include "feeds/recorder_folder.hpp"
#include "rates/log.hpp"

namespace tickerd::feeds {

/// Keeps every answer of the feeds that are added, in DIR/FEED as RecorderFolder says. Writing is
/// done on a thread of its own; what comes faster than the disk takes it is dropped and counted.
class Recorder {
 public:
  struct Counters {
    std::uint64_t kept = 0;     ///< answers and frames written, or found the same as before
    std::uint64_t dropped = 0;  ///< because too many were waiting to be written
    std::uint64_t failed = 0;   ///< the disk did not take them
  };

  /// `log` outlives the recorder. `most_waiting` bytes may wait to be written.
  Recorder(std::filesystem::path directory, RecordingLimits limits, rates::Log& log,
           std::size_t most_waiting = std::size_t{32} << 20U);
  /// As finish().
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Opens the folder of a feed that is read by `preset`; before its first answer, from one thread.
  /// Fails with bad_argument when the name is none for a folder, with storage otherwise. Blocks.
  rates::Result<void> add(const std::string& feed, std::string preset);
  /// Takes an answer of a feed that was added. Never blocks; any thread.
  void keep(const ReceivedAnswer& answer);
  /// Waits until all that was taken is written; nothing may be kept afterwards.
  void finish();

  Counters counters() const noexcept;

 private:
  void write(const ReceivedAnswer& answer);
  void say_failure(const std::string& feed, const rates::Error& error);

  std::filesystem::path directory_;
  RecordingLimits limits_;
  rates::Log& log_;
  std::size_t most_waiting_;
  std::atomic<std::size_t> waiting_{0};  // bytes
  std::atomic<bool> is_full_{false};
  std::atomic<std::uint64_t> kept_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::map<std::string, RecorderFolder, std::less<>> folders_;  // written to by writer_ only
  std::map<std::string, rates::Errc, std::less<>> failing_;     // writer_ only
  boost::asio::thread_pool writer_{1};
};

}  // namespace tickerd::feeds
