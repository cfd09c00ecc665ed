#include "http/csp.hpp"

#include <algorithm>
#include <optional>

#include "http/message.hpp"
#include "http/query.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";

/// Takes everything up to `separator` off the front of `text`.
std::string_view take_part(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Takes a word off the front of `text`; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const auto word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

/// The policy without the name of its header.
std::string_view without_name(std::string_view text) {
  constexpr std::string_view name = "content-security-policy:";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const bool named = text.size() >= name.size() && lower_case(text.substr(0, name.size())) == name;
  return named ? text.substr(name.size()) : text;
}

CspPolicy parse_policy(std::string_view text) {
  CspPolicy policy;
  text = without_name(text);
  while (!text.empty()) {
    auto part = take_part(text, ';');
    CspDirective directive{.name = lower_case(take_word(part)), .values = {}};
    if (directive.name.empty() || policy.find(directive.name) != nullptr) continue;
    for (auto word = take_word(part); !word.empty(); word = take_word(part)) {
      directive.values.emplace_back(word);
    }
    policy.directives.push_back(std::move(directive));
  }
  return policy;
}

/// The same, or its secure form. Section 6.7.2.9 has pages under the schemes of streams too, which
/// Chromium does not do.
bool scheme_matches(std::string_view listed, std::string_view scheme) {
  return listed == scheme || (listed == "http" && scheme == "https") ||
         (listed == "ws" && scheme == "wss");
}

bool host_matches(std::string_view listed, std::string_view host) {
  if (listed == "*") return true;
  if (!listed.starts_with("*.")) return listed == host;
  const auto suffix = listed.substr(1);
  return host.size() > suffix.size() && host.ends_with(suffix);
}

bool port_matches(std::string_view listed, const CspTarget& target) {
  if (listed == "*") return true;
  if (listed.empty()) return target.port == default_port(target.scheme);
  const auto port = whole_number(listed);
  if (!port) return false;
  const bool is_secure = target.scheme == "https" || target.scheme == "wss";
  return port == target.port || (port == 80 && target.port == 443 && is_secure);
}

/// Of a folder ("/js/") all that lies below it, of anything else itself.
bool path_matches(std::string_view listed, std::string_view path) {
  if (listed.empty() || listed == "/") return true;
  return listed.ends_with('/') ? path.starts_with(listed) : path == listed;
}

/// "*.example:443" in two; the port is empty when there is none.
struct Authority {
  std::string host;
  std::string_view port;
};
Authority split_authority(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(']', colon) != std::string_view::npos)
    return {lower_case(text), {}};
  return {lower_case(text.substr(0, colon)), text.substr(colon + 1)};
}

bool is_self(const CspTarget& target, const WebOrigin& page) {
  const bool same_port =
      target.port == page.port() ||
      (target.port == default_port(target.scheme) && page.port() == default_port(page.scheme()));
  return target.host == page.host() && same_port &&
         (scheme_matches(page.scheme(), target.scheme) || target.scheme == "wss" ||
          (target.scheme == "ws" && !page.is_secure()));
}

/// "https:", which stands for every address of that scheme.
bool is_scheme_source(std::string_view source) {
  return source.ends_with(':') && source.find_first_of("/.:*") == source.size() - 1;
}

}  // namespace

bool CspDirective::has(std::string_view keyword) const {
  return std::ranges::any_of(
      values, [keyword](const auto& value) { return equal_ignoring_case(value, keyword); });
}

const CspDirective* CspPolicy::find(std::string_view name) const {
  const auto found = std::ranges::find(directives, name, &CspDirective::name);
  return found == directives.end() ? nullptr : &*found;
}

const CspDirective* CspPolicy::governing(std::initializer_list<std::string_view> names) const {
  for (const auto name : names) {
    if (const auto* directive = find(name)) return directive;
  }
  return nullptr;
}

std::vector<CspPolicy> parse_csp(std::string_view header) {
  std::vector<CspPolicy> policies;
  while (!header.empty()) {
    auto policy = parse_policy(take_part(header, ','));
    if (!policy.directives.empty()) policies.push_back(std::move(policy));
  }
  return policies;
}

CspTarget target_of(const WebOrigin& origin, std::string_view path, bool is_stream) {
  std::string scheme = origin.scheme();
  if (is_stream) scheme = origin.is_secure() ? "wss" : "ws";
  return {.scheme = std::move(scheme),
          .host = origin.host(),
          .port = origin.port(),
          .path = std::string(path)};
}

bool source_matches(std::string_view source, const CspTarget& target, const WebOrigin& page) {
  if (source == "*") return true;
  if (equal_ignoring_case(source, "'self'")) return is_self(target, page);
  if (source.starts_with('\'')) return false;
  if (is_scheme_source(source)) {
    return scheme_matches(lower_case(source.substr(0, source.size() - 1)), target.scheme);
  }
  if (const auto end = source.find("://"); end != std::string_view::npos) {
    if (!scheme_matches(lower_case(source.substr(0, end)), target.scheme)) return false;
    source.remove_prefix(end + 3);
  } else if (!scheme_matches(page.scheme(), target.scheme)) {
    return false;
  }
  const auto slash = std::min(source.find('/'), source.size());
  const auto [host, port] = split_authority(source.substr(0, slash));
  return host_matches(host, target.host) && port_matches(port, target) &&
         path_matches(source.substr(slash), target.path);
}

}  // namespace tickerd::http
