#include "feeds/url_template.hpp"

namespace tickerd::feeds {

rates::Result<std::string> fill_url(std::string_view url, std::string_view, rates::Timestamp) {
  return std::string(url);
}

}  // namespace tickerd::feeds
