#pragma once

#include <expected>
#include <optional>

#include <boost/asio/ip/address.hpp>

#include "http/admission.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/socket.hpp"
#include "net/asio.hpp"

namespace tickerd::http {

/// Whom a connection and its requests are of where proxies stand in between, and the places of
/// these among the connections of their addresses. `peer` itself was counted when it connected.
class ProxiedClient {
 public:
  /// Admission and limits outlive it.
  ProxiedClient(const boost::asio::ip::address& peer, Admission& admission, const Limits& limits)
      : peer_(peer), client_(peer), admission_(admission), limits_(limits) {}

  /// Hears from the proxy whom it connects for, where Limits::Proxies::announce has it said. Before
  /// all else is read; fails as read_proxy_header() does, and with refused for whoever is no proxy.
  net::asio::awaitable<rates::Result<void>> hear(Socket& socket);
  /// Why there is no place for whom it connects for; none when there is one.
  std::optional<Refusal> refusal() const noexcept { return refusal_; }

  /// A place for whom a request is of, when that is somebody else than whom the connection is of;
  /// else nobody's.
  std::expected<AddressPlace, Refusal> admit(const Request& request);
  /// The place of whom the connection is of; nobody's when it was counted when it came.
  AddressPlace take_place() noexcept { return std::move(place_); }

 private:
  boost::asio::ip::address peer_;
  boost::asio::ip::address client_;
  Admission& admission_;
  const Limits& limits_;
  AddressPlace place_;
  std::optional<Refusal> refusal_;
};

}  // namespace tickerd::http
