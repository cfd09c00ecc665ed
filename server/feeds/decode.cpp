#include "feeds/decode.hpp"

namespace tickerd::feeds {

rates::Result<Table> decode(const Mapping&, std::string_view, std::string_view, rates::Timestamp) {
  return rates::fail(rates::Errc::bad_document, "no decoder");
}

}  // namespace tickerd::feeds
