#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "net/address_range.hpp"

namespace tickerd::http {

/// Every bound of the serving side. Values come from the configuration; the defaults are the
/// protocol's. Nothing that a peer sends is kept without one of these.
struct Limits {
  std::size_t message_bytes = 4 * 1024;  ///< one WebSocket message of a client
  std::size_t header_bytes = 16 * 1024;  ///< request line and headers together
  std::size_t target_bytes = 8 * 1024;   ///< the request target
  std::size_t body_bytes = 64 * 1024;    ///< a request's body
  std::size_t pairs_per_subscription = 128;
  std::size_t connections = 10'000;  ///< open at once over all edges; one more gets 503
  /// Open at once from one IPv4 address or IPv6 network of 64 bits; one more gets 429. 0: no limit.
  std::size_t connections_per_ip = 0;
  int accept_rate = 0;        ///< accepted in a second over all edges; more get 503. 0: no limit
  net::AddressRanges exempt;  ///< to whom neither of the two applies
  struct Proxies {
    net::AddressRanges trusted;  ///< who may say whom a request is of
    /// Whether they say it of each connection, before all else (proxy_header.hpp); whoever else
    /// connects is then closed.
    bool announce = false;
  } proxies;
  int control_rate = 5;  ///< client messages a second, pings included
  int control_burst = 20;
  std::size_t gzip_from_bytes = 1024;  ///< shorter answers go out as they are

  std::chrono::milliseconds header_time = std::chrono::seconds(10);  ///< total for one header
  std::chrono::milliseconds idle_time = std::chrono::seconds(30);    ///< between two requests
  std::chrono::milliseconds write_time = std::chrono::seconds(30);   ///< total for one answer
  std::chrono::milliseconds slow_client_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds close_time = std::chrono::seconds(5);  ///< for the closing handshake
  /// How often deadlines are looked at; they are met late by at most this.
  std::chrono::milliseconds sweep_interval = std::chrono::seconds(1);
  int send_buffer_bytes = 0;  ///< SO_SNDBUF of accepted sockets; 0 leaves it to the system
};
using LimitsPtr = std::shared_ptr<const Limits>;

}  // namespace tickerd::http
