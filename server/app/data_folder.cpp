#include "app/data_folder.hpp"

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace tickerd::app {

rates::Result<DataFolder> DataFolder::open(const std::filesystem::path& configured) {
  if (!configured.empty()) return DataFolder(configured, false);
  std::error_code ec;
  const auto parent = std::filesystem::temp_directory_path(ec);
  std::string pattern = (parent / "tickerd-XXXXXX").string();
  if (ec || mkdtemp(pattern.data()) == nullptr) {
    return rates::fail(rates::Errc::storage,
                       fmt::format("{}: a temporary folder cannot be made", parent.string()));
  }
  return DataFolder(pattern, true);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, false)) {}

DataFolder::~DataFolder() {
  std::error_code ignored;  // what is left behind in a temporary folder harms nobody
  if (temporary_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace tickerd::app
