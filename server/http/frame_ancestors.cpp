#include "http/frame_ancestors.hpp"

#include <string_view>

#include <fmt/format.h>

#include "http/web_origin.hpp"

namespace tickerd::http {
namespace {

/// A host source of CSP (level 3, section 2.3.1) without a path: [scheme "://"] host [":" port],
/// where the host may begin with "*.".
bool is_host_source(std::string_view text) {
  if (const auto end = text.find("://"); end != std::string_view::npos) {
    const auto scheme = lower_case(text.substr(0, end));
    if (scheme != "https" && scheme != "http") return false;
    text.remove_prefix(end + 3);
  }
  if (text.starts_with("*.")) text.remove_prefix(2);
  const auto length = host_length(text);
  if (length == 0 || text.starts_with('.')) return false;
  const auto rest = text.substr(length);
  return rest.empty() || rest == ":*" || (rest.starts_with(':') && port_in(rest.substr(1)));
}

}  // namespace

rates::Result<FrameAncestors> FrameAncestors::parse(const std::vector<std::string>& allowed) {
  FrameAncestors ancestors;
  ancestors.text_.clear();
  for (const auto& item : allowed) {
    if (item != "*" && item != "'self'" && !is_host_source(item)) {
      return rates::fail(rates::Errc::bad_argument,
                         fmt::format(R"(expected "*", "'self'" or a host such as )"
                                     R"("https://news.example" or "*.news.example", got {})",
                                     rates::in_quotes(item)));
    }
    if (!ancestors.text_.empty()) ancestors.text_ += ' ';
    ancestors.text_ += item;
  }
  if (ancestors.text_.empty()) ancestors.text_ = "'none'";
  return ancestors;
}

}  // namespace tickerd::http
