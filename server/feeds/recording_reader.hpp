#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "feeds/recording_entry.hpp"

namespace tickerd::feeds {

/// One answer (or frame: status 0) read back.
struct PlayedAnswer {
  rates::Timestamp at;
  int status = 0;
  std::string url;
  std::string content_type;
  std::string sha256;  ///< of the body; empty for a frame
  std::string body;
};

/// Reads the recording of one feed, a RecorderFolder, from its oldest answer on. Holds the names
/// and one body. Every function blocks for the disk.
class RecordingReader {
 public:
  /// Fails with not_found when there is no folder or no answer in it.
  static rates::Result<RecordingReader> open(const std::filesystem::path& folder);

  /// The next answer, or none at the end. Fails with bad_document, not_found, too_large or storage
  /// when that one answer cannot be read, naming its file; the next call goes on behind it.
  rates::Result<std::optional<PlayedAnswer>> next();

 private:
  RecordingReader(std::filesystem::path folder, std::vector<std::string> files)
      : folder_(std::move(folder)), files_(std::move(files)) {}
  rates::Result<PlayedAnswer> read_answer(const std::string& file);
  rates::Result<std::string> read_body(const std::string& name, const RecordedAnswer& entry);
  rates::Result<std::optional<PlayedAnswer>> read_frame();

  std::filesystem::path folder_;
  std::vector<std::string> files_;  // with their suffix, oldest first
  std::size_t at_ = 0;              // in files_
  std::string body_name_;           // of the last answer that has its own body
  std::ifstream frames_;            // open while it has lines left
  std::string frames_name_;
  std::size_t line_ = 0;  // of frames_
};

/// When the oldest answer of any feed below `directory` came: where the time of a recording begins.
/// None when there is none.
std::optional<rates::Timestamp> recording_start(const std::filesystem::path& directory);

}  // namespace tickerd::feeds
