#pragma once

#include <cerrno>
#include <sys/types.h>

#include <sqlite3.h>

namespace tickerd::store::test {

/// While it lives, SQLite finds the disk full.
class FullDisk {
 public:
  FullDisk() { replace(no_space); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { replace(nullptr); }

 private:
  static ssize_t no_space(int, const void*, size_t, off_t) {
    errno = ENOSPC;
    return -1;
  }
  static void replace(ssize_t (*call)(int, const void*, size_t, off_t)) {
    auto* const vfs = sqlite3_vfs_find(nullptr);
    for (const char* name : {"pwrite", "pwrite64"}) {
      vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(call));
    }
  }
};

}  // namespace tickerd::store::test
