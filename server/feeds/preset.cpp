#include "feeds/preset.hpp"

namespace tickerd::feeds {

rates::Result<Preset> parse_preset(std::string_view, std::string_view name) {
  return rates::fail(rates::Errc::bad_document, std::string(name));
}

}  // namespace tickerd::feeds
