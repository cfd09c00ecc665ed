#include "store/set_aside.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace tickerd::store {

rates::Result<void> set_aside(const std::filesystem::path& file, const rates::Clock& clock,
                              rates::Log& log) {
  auto stamp = rates::to_string(clock.now());
  std::erase_if(stamp, [](char letter) { return letter == '-' || letter == ':'; });
  const auto aside = fmt::format("{}.corrupt-{}", file.string(), stamp);
  for (const std::string_view suffix : {"-wal", "-shm", ""}) {
    const auto from = fmt::format("{}{}", file.string(), suffix);
    std::error_code failed;
    if (!std::filesystem::exists(from, failed)) continue;
    std::filesystem::rename(from, fmt::format("{}{}", aside, suffix), failed);
    if (failed) {
      return rates::fail(rates::Errc::storage,
                         fmt::format("{}: cannot set it aside: {}", from, failed.message()));
    }
  }
  log.error("store_set_aside", fmt::format("file={} to={}", file.string(), aside));
  return {};
}

}  // namespace tickerd::store
