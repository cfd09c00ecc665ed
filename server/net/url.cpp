#include "net/url.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "net/ascii.hpp"

namespace tickerd::net {
namespace {

constexpr std::size_t longest_url = 8192;
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// Whether `c` may stand in a URL at all: no control, no space, nothing beyond ASCII.
bool is_printable(char c) noexcept { return c > ' ' && c < '\x7f'; }

/// The scheme before "://" (or ":"), in lower case; empty when `text` does not begin with one.
std::string scheme_of(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  if (end == text.begin() || end == text.end() || *end != ':' || !is_letter(text.front())) {
    return {};
  }
  return lower({text.begin(), end});
}

Result<void> check_characters(std::string_view text) {
  if (text.size() > longest_url) {
    return fail(Errc::bad_argument, fmt::format("url: expected at most {} characters, got {}",
                                                longest_url, text.size()));
  }
  const auto bad = std::ranges::find_if_not(text, is_printable);
  if (bad == text.end()) return {};
  return fail(Errc::bad_argument,
              fmt::format("url: expected printable ASCII, got byte 0x{:02x} at {}",
                          static_cast<unsigned char>(*bad), bad - text.begin()));
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= longest_label && label.front() != '-' &&
         label.back() != '-' && std::ranges::all_of(label, [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

/// Whether `label` is one that the system's look-up would read as a number: "1", "0x7f".
bool is_number(std::string_view label) {
  return std::ranges::all_of(label, is_digit) || label.starts_with("0x");
}

bool is_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > longest_name) return false;
  for (;;) {
    const auto dot = host.find('.');
    const auto label = host.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_number(label);
    host.remove_prefix(dot + 1);
  }
}

std::optional<asio::ip::address> literal_of(std::string_view host, bool bracketed) {
  boost::system::error_code ec;
  if (bracketed) {
    const auto address = asio::ip::make_address_v6(host, ec);
    if (ec || host.contains('%')) return std::nullopt;
    return address;
  }
  const auto address = asio::ip::make_address_v4(host, ec);
  if (ec || address.to_string() != host) return std::nullopt;  // 010.0.0.1 is somebody's octal
  return address;
}

Result<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (ec != std::errc{} || end != digits.data() + digits.size() || port == 0) {
    return fail(Errc::bad_argument,
                fmt::format("url: expected a port from 1 to 65535, got \"{}\"", digits));
  }
  return port;
}

/// `path` without "." and ".." segments, as RFC 3986 5.2.4 removes them.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool folder = false;  // whether the result ends in a slash
  for (std::size_t at = 1; at <= path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    const auto segment = path.substr(at, slash - at);
    folder = segment == "." || segment == ".." || (segment.empty() && slash == path.size());
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!folder) {
      kept.push_back(segment);
    }
    at = slash + 1;
  }
  std::string result;
  for (const auto segment : kept) result.append(1, '/').append(segment);
  if (folder || result.empty()) result += '/';
  return result;
}

}  // namespace

Result<Url> Url::parse_authority(bool https, std::string_view authority) {
  if (authority.contains('@')) {
    return fail(Errc::refused, "url: expected a host, got user information before it");
  }
  const bool bracketed = authority.starts_with('[');
  const auto host_end = bracketed ? authority.find(']') : authority.find(':');
  const auto host = authority.substr(bracketed ? 1 : 0, host_end - (bracketed ? 1 : 0));
  auto rest = host_end == std::string_view::npos ? std::string_view() : authority.substr(host_end);
  if (bracketed && !rest.empty()) rest.remove_prefix(1);

  Url url;
  url.https_ = https;
  url.port_ = https ? 443 : 80;
  url.host_ = lower(host);
  url.literal_ = literal_of(url.host_, bracketed);
  const bool unclosed = bracketed && host_end == std::string_view::npos;
  if (unclosed || (!url.literal_ && (bracketed || !is_name(url.host_)))) {
    return fail(Errc::bad_argument,
                fmt::format("url: expected a host name or an address, got \"{}\"", host));
  }
  if (url.literal_) url.host_ = url.literal_->to_string();
  if (rest.empty() || rest == ":") return url;
  if (!rest.starts_with(':')) {
    return fail(Errc::bad_argument,
                fmt::format("url: expected a port after the host, got \"{}\"", rest));
  }
  const auto port = parse_port(rest.substr(1));
  if (!port) return std::unexpected(port.error());
  url.port_ = *port;
  return url;
}

Result<Url> Url::parse(std::string_view text) { return parse_as("http", "https", text); }

Result<Url> Url::parse_web_socket(std::string_view text) {
  auto url = parse_as("ws", "wss", text);
  if (url) url->web_socket_ = true;
  return url;
}

Result<Url> Url::parse_as(std::string_view plain, std::string_view secure, std::string_view text) {
  if (const auto checked = check_characters(text); !checked) {
    return std::unexpected(checked.error());
  }
  const auto scheme = scheme_of(text);
  if (scheme.empty()) {
    return fail(Errc::bad_argument,
                fmt::format("url: expected {}:// or {}:// first", plain, secure));
  }
  if (scheme != plain && scheme != secure) {
    return fail(Errc::refused,
                fmt::format("url: expected {} or {}, got {}", plain, secure, scheme));
  }
  text.remove_prefix(scheme.size() + 1);
  if (!text.starts_with("//")) {
    return fail(Errc::bad_argument, fmt::format("url: expected // after {}:", scheme));
  }
  text.remove_prefix(2);
  text = text.substr(0, text.find('#'));

  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto url = parse_authority(scheme == secure, text.substr(0, end));
  if (!url) return url;
  const auto target = text.substr(end);
  url->target_ = target.starts_with('/') ? std::string(target) : fmt::format("/{}", target);
  return url;
}

Result<Url> Url::resolve(std::string_view reference) const {
  if (const auto checked = check_characters(reference); !checked) {
    return std::unexpected(checked.error());
  }
  if (!scheme_of(reference).empty()) return parse(reference);
  if (reference.starts_with("//")) {
    return parse(fmt::format("{}:{}", scheme(), reference));
  }
  reference = reference.substr(0, reference.find('#'));
  Url url = *this;
  if (reference.empty()) return url;
  const std::string_view own_path = std::string_view(target_).substr(0, target_.find('?'));
  const auto query = std::min(reference.find('?'), reference.size());
  const auto path = reference.substr(0, query);
  if (path.empty()) {
    url.target_ = fmt::format("{}{}", own_path, reference);
    return url;
  }
  const auto folder =
      path.starts_with('/') ? std::string_view() : own_path.substr(0, own_path.rfind('/') + 1);
  url.target_ = without_dots(fmt::format("{}{}", folder, path)).append(reference.substr(query));
  return url;
}

std::string Url::authority() const {
  const bool v6 = literal_ && literal_->is_v6();
  auto result = v6 ? fmt::format("[{}]", host_) : host_;
  if (port_ != (https_ ? 443 : 80)) result += fmt::format(":{}", port_);
  return result;
}

std::string Url::text() const { return fmt::format("{}://{}{}", scheme(), authority(), target_); }

std::string_view Url::scheme() const noexcept {
  if (web_socket_) return https_ ? "wss" : "ws";
  return https_ ? "https" : "http";
}

}  // namespace tickerd::net
