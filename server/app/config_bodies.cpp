#include "app/config_bodies.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace tickerd::app {

using rates::Errc;
using rates::fail;

namespace {

constexpr std::uintmax_t max_body_bytes = 8U << 20U;
constexpr std::uintmax_t max_all_bytes = 64U << 20U;

rates::Result<std::vector<std::filesystem::path>> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (auto at = std::filesystem::directory_iterator(folder, failed);
       !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    std::error_code ignored;  // what cannot be looked at is no file to read
    const bool is_hidden = at->path().filename().string().starts_with('.');
    if (!is_hidden && at->is_regular_file(ignored)) files.push_back(at->path());
  }
  if (failed) {
    return fail(Errc::not_found,
                fmt::format("{}: cannot read the folder: {}", folder.string(), failed.message()));
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

rates::Result<std::vector<std::string>> read_bodies(const ConfigSource& source,
                                                    std::string_view directory) {
  if (source.bodies) return source.bodies(directory);
  const auto folder = source.folder / directory;
  const auto files = files_in(folder);
  if (!files) return std::unexpected(files.error());
  std::vector<std::string> bodies;
  auto left = max_all_bytes;
  for (const auto& file : *files) {
    auto body = read_file(file, std::min(left, max_body_bytes));
    if (!body) return std::unexpected(body.error());
    left -= body->size();
    bodies.push_back(*std::move(body));
  }
  if (bodies.empty()) {
    return fail(Errc::not_found,
                fmt::format("{}: expected recorded bodies, found no file", folder.string()));
  }
  return bodies;
}

rates::Result<std::string> read_file(const std::filesystem::path& file, std::uintmax_t max_bytes) {
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  if (!std::filesystem::exists(status)) {
    return fail(Errc::not_found, fmt::format("{}: no such file", file.string()));
  }
  if (std::filesystem::is_directory(status)) {
    return fail(Errc::not_found, fmt::format("{}: expected a file, got a folder", file.string()));
  }
  std::ifstream in(file, std::ios::binary);
  // Read rather than asked for: a pipe has no size.
  std::string bytes;
  std::string part(64UL * 1024, '\0');
  while (in && bytes.size() <= max_bytes) {
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    bytes.append(part, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof() && bytes.size() <= max_bytes) {
    return fail(Errc::storage, fmt::format("{}: cannot read it: {}", file.string(),
                                           std::generic_category().message(errno)));
  }
  if (bytes.size() > max_bytes) {
    return fail(Errc::too_large, fmt::format("{}: larger than {} bytes", file.string(), max_bytes));
  }
  return bytes;
}

}  // namespace tickerd::app
