#include "rates/result.hpp"

#include <fmt/format.h>

namespace tickerd::rates {

std::string_view to_string(Errc code) noexcept {
  switch (code) {
    case Errc::bad_argument:
      return "bad_argument";
    case Errc::bad_document:
      return "bad_document";
    case Errc::bad_value:
      return "bad_value";
    case Errc::not_found:
      return "not_found";
    case Errc::refused:
      return "refused";
    case Errc::unreachable:
      return "unreachable";
    case Errc::timeout:
      return "timeout";
    case Errc::http_status:
      return "http_status";
    case Errc::too_large:
      return "too_large";
    case Errc::corrupt:
      return "corrupt";
    case Errc::storage:
      return "storage";
    case Errc::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string shown = "\"";
  for (const char letter : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      shown += '\\';
      shown += letter;
    } else if (byte < 0x20 || byte >= 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += letter;
    }
  }
  shown += text.size() > longest ? "...\"" : "\"";
  return shown;
}

}  // namespace tickerd::rates
