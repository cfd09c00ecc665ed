#include <fmt/format.h>

#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {

bool is_html(std::string_view text) {
  const auto start = lower(trim(text.substr(0, 1024)));
  return start.starts_with("<!doctype html") || start.starts_with("<html") ||
         (start.starts_with('<') && !start.starts_with("<?xml") && start.contains("<html"));
}

std::string describe_body(std::string_view text) {
  const auto body = trim(text);
  if (body.empty()) return "an empty body";
  if (is_html(body)) {
    const auto start = lower(body.substr(0, 4096));
    const auto at = start.find("<title>");
    if (at == std::string::npos) return "an HTML page";
    const auto title =
        body.substr(at + 7, std::min(start.find('<', at + 7), start.size()) - at - 7);
    return fmt::format("an HTML page titled {}", excerpt(title, 60));
  }
  if (body.starts_with('{') || body.starts_with('[')) {
    const bool is_error = body.contains("\"error") || body.contains("\"message\"");
    return fmt::format("JSON {}{}", is_error ? "error " : "", bare_excerpt(body));
  }
  if (body.starts_with('<')) return fmt::format("XML {}", bare_excerpt(body));
  return fmt::format("text {}", excerpt(body));
}

}  // namespace tickerd::feeds
