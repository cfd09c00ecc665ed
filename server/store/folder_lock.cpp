#include "store/folder_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace tickerd::store {

using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

std::string owner_of(int descriptor) {
  std::array<char, 16> bytes{};
  const auto size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  std::string owner(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  owner.erase(owner.find_last_not_of('\n') + 1);
  return owner.empty() ? "unknown" : owner;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const auto file = folder / "tickerd.lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return fail(Errc::storage, fmt::format("{}: cannot open it for writing: {}", file.string(),
                                           std::strerror(errno)));
  }
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return fail(Errc::refused, fmt::format("{}: in use by another tickerd (process {}): one "
                                             "process a data_dir",
                                             folder.string(), owner_of(descriptor)));
    }
    return fail(Errc::storage,
                fmt::format("{}: cannot lock it: {}", file.string(), std::strerror(errno)));
  }
  // Only for people who look: that it could not be written is no failure.
  const auto owner = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, owner.data(), owner.size(), 0);
  return lock;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tickerd::store
