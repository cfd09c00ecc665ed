#include "http/web_origin.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "http/query.hpp"

namespace tickerd::http {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

/// What is wrong with what follows the host.
std::string_view complaint(std::string_view rest) {
  if (rest.contains('@')) return "without a user";
  if (rest.contains('/')) return "without a path";
  if (rest.contains('?') || rest.contains('#')) return "without a query";
  if (rest.starts_with(':')) return "with a port from 1 to 65535";
  return "with nothing but a port behind its host";
}

std::unexpected<rates::Error> no_origin(std::string_view qualifier, std::string_view text) {
  return rates::fail(rates::Errc::bad_argument,
                     fmt::format("expected an origin{}{} such as \"https://news.example\", got {}",
                                 qualifier.empty() ? "" : " ", qualifier, rates::in_quotes(text)));
}

}  // namespace

rates::Result<WebOrigin> WebOrigin::parse(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return no_origin("", text);
  auto scheme = lower_case(text.substr(0, scheme_end));
  if (scheme != "https" && scheme != "http") return no_origin("of http or https", text);
  const auto rest = text.substr(scheme_end + 3);
  const auto length = host_length(rest);
  if (length == 0) return no_origin("with a host", text);
  auto port = default_port(scheme);
  if (length < rest.size()) {
    const auto given =
        rest[length] == ':' ? port_in(rest.substr(length + 1)) : std::optional<std::uint16_t>();
    if (!given) return no_origin(complaint(rest.substr(length)), text);
    port = *given;
  }
  return WebOrigin(std::move(scheme), lower_case(rest.substr(0, length)), port);
}

bool WebOrigin::is_loopback() const noexcept {
  return host_ == "localhost" || host_.ends_with(".localhost") || host_ == "[::1]" ||
         (host_.starts_with("127.") && host_.find_first_not_of("0123456789.") == std::string::npos);
}

bool WebOrigin::is_address() const noexcept {
  return host_.starts_with('[') || host_.find_first_not_of("0123456789.") == std::string::npos;
}

std::string WebOrigin::authority() const {
  return port_ == default_port(scheme_) ? host_ : fmt::format("{}:{}", host_, port_);
}

std::string WebOrigin::text() const { return fmt::format("{}://{}", scheme_, authority()); }

std::uint16_t default_port(std::string_view scheme) noexcept {
  return scheme == "http" || scheme == "ws" ? 80 : 443;
}

std::size_t host_length(std::string_view text) noexcept {
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

std::optional<std::uint16_t> port_in(std::string_view text) noexcept {
  const auto number = whole_number(text);
  if (!number || *number < 1 || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (auto& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace tickerd::http
