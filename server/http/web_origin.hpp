#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::http {

/// An http or https origin (RFC 6454): scheme, host and port, the first two in lower case. Holding
/// one means that it was checked: its text can stand in a header and in an attribute.
class WebOrigin {
 public:
  /// Reads "https://News.example" with an optional port. Fails with bad_argument on anything else,
  /// also on a path, a query or a user: the detail says which.
  static rates::Result<WebOrigin> parse(std::string_view text);

  const std::string& scheme() const noexcept { return scheme_; }
  const std::string& host() const noexcept { return host_; }
  std::uint16_t port() const noexcept { return port_; }
  bool is_secure() const noexcept { return scheme_ == "https"; }
  /// Whether the host is this machine by its name or number: browsers trust it without TLS.
  bool is_loopback() const noexcept;
  /// Whether the host is an IP address: no name server has a say in where it leads.
  bool is_address() const noexcept;
  /// "https://news.example", with the port where it is not the scheme's own.
  std::string text() const;
  /// The same without its scheme: "news.example:8443".
  std::string authority() const;

  friend auto operator<=>(const WebOrigin&, const WebOrigin&) = default;

 private:
  WebOrigin(std::string scheme, std::string host, std::uint16_t port) noexcept
      : scheme_(std::move(scheme)), host_(std::move(host)), port_(port) {}
  std::string scheme_;
  std::string host_;
  std::uint16_t port_;
};

/// The port of "http" or "ws", else that of "https" and "wss".
std::uint16_t default_port(std::string_view scheme) noexcept;
/// The length of the host that `text` starts with: a name, an IPv4 address or [an IPv6 address]; 0
/// when it starts with none.
std::size_t host_length(std::string_view text) noexcept;
/// A port in digits, 1 to 65535; none when `text` is anything else.
std::optional<std::uint16_t> port_in(std::string_view text) noexcept;
std::string lower_case(std::string_view text);

}  // namespace tickerd::http
