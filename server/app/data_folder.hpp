#pragma once

#include <filesystem>

#include "rates/result.hpp"

namespace tickerd::app {

/// Where a node keeps its data: the configured folder, or a temporary one of its own that is
/// removed at the end when none is configured.
class DataFolder {
 public:
  /// `configured` empty: a temporary folder. Fails with Errc::storage.
  static rates::Result<DataFolder> open(const std::filesystem::path& configured);
  ~DataFolder();
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  DataFolder(std::filesystem::path path, bool temporary)
      : path_(std::move(path)), temporary_(temporary) {}
  std::filesystem::path path_;
  bool temporary_;
};

}  // namespace tickerd::app
