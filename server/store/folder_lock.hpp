#pragma once

#include <filesystem>
#include <utility>

#include "rates/result.hpp"

namespace tickerd::store {

/// Keeps a folder to one process: an advisory lock on the file `tickerd.lock` in it, which holds
/// the owner's process id. The kernel lets go of it however the process ends.
class FolderLock {
 public:
  /// Takes the lock, making the file when it is missing. Fails at once with Errc::refused when
  /// another holder has it (the detail says which process), else with Errc::storage.
  static rates::Result<FolderLock> take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tickerd::store
