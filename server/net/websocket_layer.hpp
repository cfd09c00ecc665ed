#pragma once

#include <cstddef>
#include <utility>
#include <variant>

#include <boost/asio/post.hpp>

#include "net/connection.hpp"

namespace boost::beast {
enum class role_type;
}

namespace tickerd::net {

/// A Connection in the form that a WebSocket stream reads and writes: one type, with TLS or
/// without. A failed stream closes it at once: waiting for the peer's end, as is usual, has no
/// limit of its own.
class WebSocketLayer {
 public:
  using executor_type = asio::any_io_executor;

  explicit WebSocketLayer(Connection connection) : connection_(std::move(connection)) {}

  executor_type get_executor() { return socket().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token token) {
    auto start = [this](auto handler, Buffers into) {
      const auto read = [&](auto& stream) { stream.async_read_some(into, std::move(handler)); };
      std::visit(read, connection_.stream());
    };
    return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        std::move(start), token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token token) {
    auto start = [this](auto handler, Buffers from) {
      const auto write = [&](auto& stream) { stream.async_write_some(from, std::move(handler)); };
      std::visit(write, connection_.stream());
    };
    return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        std::move(start), token, buffers);
  }

  void close() {
    boost::system::error_code ignored;  // closed it is in any case
    socket().close(ignored);
  }

 private:
  asio::ip::tcp::socket& socket() {
    if (auto* const plain = std::get_if<asio::ip::tcp::socket>(&connection_.stream())) {
      return *plain;
    }
    return std::get<TlsStream>(connection_.stream()).next_layer();
  }

  Connection connection_;
};

// What the WebSocket stream looks for beside a layer of its own, by these names.

inline void beast_close_socket(WebSocketLayer& layer) { layer.close(); }

inline void teardown(boost::beast::role_type, WebSocketLayer& layer,
                     boost::system::error_code& ec) {
  layer.close();
  ec = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, WebSocketLayer& layer, Handler&& handler) {
  layer.close();
  auto done = [handler = std::forward<Handler>(handler)]() mutable {
    std::move(handler)(boost::system::error_code());
  };
  asio::post(layer.get_executor(), std::move(done));
}

}  // namespace tickerd::net
