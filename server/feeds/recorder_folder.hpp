#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/recording_entry.hpp"

namespace tickerd::feeds {

/// How much of a feed is kept; the oldest goes first.
struct RecordingLimits {
  std::uintmax_t max_bytes = std::uintmax_t{256} << 20U;  ///< on the disk, in blocks of 4 KiB
  std::chrono::milliseconds max_age = std::chrono::days(30);
};

/// The recording of one feed: a folder with NAME.json and NAME.body for each answer, and
/// NAME.frames with an hour of a stream's frames, at most 8 MiB each. A body equal to the one
/// before it is not written again. Goes on with what is there; files of other names are left alone.
/// Every function blocks for the disk.
class RecorderFolder {
 public:
  /// Makes the folder when it is not there. Fails with Errc::storage.
  static rates::Result<RecorderFolder> open(std::filesystem::path folder, std::string preset,
                                            RecordingLimits limits);

  /// Writes an answer (or, with status 0, a frame), then removes what is too much or too old.
  /// Returns the name of the file when it is a new one. Fails with storage, or with too_large when
  /// it is over the limit alone.
  rates::Result<std::optional<std::string>> keep(const ReceivedAnswer& answer);

  std::uintmax_t bytes() const noexcept { return bytes_; }

 private:
  /// What is on the disk under one name.
  struct Stored {
    std::string name;
    rates::Timestamp at;
    std::uintmax_t bytes = 0;
    bool has_body = false;  ///< or else the one before it has it
  };
  /// The file that frames are added to.
  struct Frames {
    std::ofstream out;
    rates::Timestamp since;
    rates::Timestamp flushed;
    std::uintmax_t size = 0;
  };

  RecorderFolder(std::filesystem::path folder, std::string preset, RecordingLimits limits);
  rates::Result<void> find_stored();
  std::filesystem::path file(const std::string& name, const char* suffix) const;
  std::string free_name(rates::Timestamp at) const;
  rates::Result<std::optional<std::string>> keep_answer(const ReceivedAnswer& answer);
  rates::Result<std::optional<std::string>> keep_frame(const ReceivedAnswer& frame);
  rates::Result<std::string> begin_frames(rates::Timestamp at);
  void drop_frames();
  void add(Stored stored);
  void remove_excess(rates::Timestamp now);
  void remove_oldest();

  std::filesystem::path folder_;
  std::string preset_;
  RecordingLimits limits_;
  std::deque<Stored> stored_;  // oldest first
  std::uintmax_t bytes_ = 0;
  std::string body_name_;    // whose body the next answer may share; empty: none
  std::string body_sha256_;  // of it
  std::optional<Frames> frames_;
};

}  // namespace tickerd::feeds
