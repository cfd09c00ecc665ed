#include "http/origin.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace tickerd::http {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

/// The length of the host that `text` starts with: a name, an IPv4 address or [an IPv6 address].
std::size_t host_length(std::string_view text) {
  if (!text.starts_with('[')) {
    const auto end = std::ranges::find_if_not(text, is_host_character);
    return static_cast<std::size_t>(end - text.begin());
  }
  const auto end = text.find(']');
  if (end == std::string_view::npos) return 0;
  const auto inside = text.substr(1, end - 1);
  const bool sound = inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  return sound && !inside.empty() ? end + 1 : 0;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// "https://News.example" becomes "https://news.example:443" (RFC 6454 section 6.2).
std::optional<std::string> normalised(std::string_view origin) {
  int port = 0;
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const auto scheme = lower(origin.substr(0, scheme_end));
  if (scheme == "https") {
    port = 443;
  } else if (scheme == "http") {
    port = 80;
  } else {
    return std::nullopt;
  }
  const auto rest = origin.substr(scheme_end + 3);
  const auto length = host_length(rest);
  if (length == 0) return std::nullopt;
  if (length < rest.size()) {
    const auto digits = rest.substr(length + 1);
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    if (rest[length] != ':' || error != std::errc() || stop != end || port < 1 || port > 65535) {
      return std::nullopt;
    }
  }
  return fmt::format("{}://{}:{}", scheme, lower(rest.substr(0, length)), port);
}

}  // namespace

rates::Result<OriginRules> OriginRules::parse(const std::vector<std::string>& allowed) {
  OriginRules rules;
  rules.any_ = false;
  for (const auto& item : allowed) {
    if (item == "*") {
      rules.any_ = true;
    } else if (item == "null") {
      rules.allowed_.push_back(item);
    } else if (auto origin = normalised(item)) {
      rules.allowed_.push_back(*std::move(origin));
    } else {
      return rates::fail(
          rates::Errc::bad_argument,
          fmt::format(R"(expected "*", "null" or an origin like "https://news.example", got "{}")",
                      item));
    }
  }
  return rules;
}

bool OriginRules::allows(std::string_view header) const {
  if (any_) return true;
  const auto same = [this](std::string_view origin) {
    return std::ranges::find(allowed_, origin) != allowed_.end();
  };
  if (header == "null") return same(header);
  const auto origin = normalised(header);
  return origin && same(*origin);
}

void OriginRules::mark(const Request& request, Response& response) const {
  if (any_) {
    response.set("Access-Control-Allow-Origin", "*");
  } else {
    response.set("Vary", "Origin");
    const auto origin = request.header("origin");
    if (!origin || !allows(*origin)) return;
    response.set("Access-Control-Allow-Origin", std::string(*origin));
  }
  response.set("Access-Control-Expose-Headers", "ETag, Retry-After");
}

}  // namespace tickerd::http
