#include "feeds/presets.hpp"

namespace tickerd::feeds {

rates::Result<Preset> find_preset(std::string_view name_or_path) {
  return rates::fail(rates::Errc::not_found, std::string(name_or_path));
}

std::vector<std::string> preset_names() { return {}; }

}  // namespace tickerd::feeds
