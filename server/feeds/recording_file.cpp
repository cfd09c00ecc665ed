#include "feeds/recording_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace tickerd::feeds {

using rates::Errc;
using rates::fail;

rates::Result<void> write_whole(const std::filesystem::path& file, std::string_view bytes) {
  auto draft = file;
  draft += ".new";
  errno = 0;
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failed(errno, std::generic_category());
  if (out) std::filesystem::rename(draft, file, failed);
  if (out && !failed) return {};
  std::error_code ignored;  // the write has failed already
  std::filesystem::remove(draft, ignored);
  return fail(Errc::storage,
              fmt::format("{}: cannot be written: {}", file.string(), failed.message()));
}

rates::Result<std::string> read_whole(const std::filesystem::path& file, std::uintmax_t max_bytes) {
  const auto name = file.filename().string();
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return fail(Errc::not_found, fmt::format("{}: {}", name, failed.message()));
  if (size > max_bytes) {
    return fail(Errc::too_large,
                fmt::format("{}: expected at most {} bytes, got {}", name, max_bytes, size));
  }
  std::ifstream in(file, std::ios::binary);
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!in || static_cast<std::uintmax_t>(in.gcount()) != size) {
    return fail(Errc::storage, fmt::format("{}: cannot be read", name));
  }
  return bytes;
}

}  // namespace tickerd::feeds
