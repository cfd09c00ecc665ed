#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// An absolute http, https, ws or wss URL. Holding one means it was checked: no user information,
/// no control character or space, a host that is a name or a literal address. Any fragment is
/// dropped.
class Url {
 public:
  /// Fails with Errc::refused for another scheme or user information, with Errc::bad_argument
  /// otherwise. The detail never repeats the query or the user information: they may be secret.
  static Result<Url> parse(std::string_view text);
  /// The same for ws and wss, the schemes of WebSockets, and for no other.
  static Result<Url> parse_web_socket(std::string_view text);

  /// What `reference` (a Location header: absolute or relative) means on this page. Fails as parse.
  Result<Url> resolve(std::string_view reference) const;

  /// Whether it is spoken over TLS: https or wss.
  bool is_https() const noexcept { return https_; }
  /// Lower case; an IPv6 address without brackets.
  const std::string& host() const noexcept { return host_; }
  /// The address, when the host is one. `127.1` and `0x7f000001` are no addresses and no names.
  const std::optional<asio::ip::address>& literal() const noexcept { return literal_; }
  std::uint16_t port() const noexcept { return port_; }
  /// Path and query as sent: "/a?b=c"; never empty.
  const std::string& target() const noexcept { return target_; }

  /// Host and, unless it is the scheme's own, port: "127.0.0.1:9000", "[::1]", "cbu.uz". What
  /// errors and the Host header say.
  std::string authority() const;
  /// The whole URL.
  std::string text() const;

 private:
  Url() = default;
  static Result<Url> parse_as(std::string_view plain, std::string_view secure,
                              std::string_view text);
  static Result<Url> parse_authority(bool https, std::string_view authority);
  std::string_view scheme() const noexcept;

  bool https_ = false;
  bool web_socket_ = false;
  std::uint16_t port_ = 0;
  std::string host_;
  std::optional<asio::ip::address> literal_;
  std::string target_;
};

}  // namespace tickerd::net
