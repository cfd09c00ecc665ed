#pragma once

#include <cstddef>
#include <tuple>
#include <variant>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/asio.hpp"
#include "net/tls.hpp"

namespace tickerd::net {

/// An open TCP connection, with TLS or without. Destroying it closes the socket.
class Connection {
 public:
  using Transfer = std::tuple<boost::system::error_code, std::size_t>;
  using Stream = std::variant<asio::ip::tcp::socket, TlsStream>;

  explicit Connection(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}
  explicit Connection(TlsStream stream) : stream_(std::move(stream)) {}

  /// Some bytes, or why there are none (asio::error::eof at the end).
  asio::awaitable<Transfer> read_some(asio::mutable_buffer buffer);
  /// All of `buffer`.
  asio::awaitable<Transfer> write(asio::const_buffer buffer);

  /// Whether nothing has come since the last exchange: no data and no end of the connection.
  bool is_quiet();

  /// For what reads and writes it otherwise, as an upstream WebSocket does.
  Stream& stream() noexcept { return stream_; }

 private:
  asio::ip::tcp::socket& socket();

  Stream stream_;
};

}  // namespace tickerd::net
