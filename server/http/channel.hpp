#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "http/socket.hpp"
#include "http/socket_io.hpp"
#include "http/tls_layer.hpp"
#include "net/asio.hpp"

namespace tickerd::http {

/// A connection's bytes in both directions, over TLS or in the clear. Lives on its socket's thread.
class Channel {
 public:
  /// `tls` null: in the clear.
  Channel(Socket socket, const TlsContext* tls)
      : socket_(std::move(socket)),
        tls_(tls != nullptr ? std::make_unique<TlsLayer>(socket_.native_handle(), *tls) : nullptr) {
  }

  Socket& socket() noexcept { return socket_; }
  bool is_encrypted() const noexcept { return tls_ != nullptr; }

  /// As receive_some(): what has come, without waiting.
  Transfer read(std::span<char> space) {
    return tls_ ? tls_->read(space) : receive_some(socket_.native_handle(), space);
  }
  /// As send_some(). What it took has gone out when is_flushed(); without pieces it goes on with
  /// that.
  Transfer write(std::span<const std::string_view> pieces) {
    return tls_ ? tls_->write(pieces) : send_some(socket_.native_handle(), pieces);
  }
  bool is_flushed() const noexcept { return !tls_ || tls_->is_flushed(); }
  /// Whether something was received that the socket says nothing of any more: read() has it.
  bool has_unread() const { return tls_ && tls_->has_unread(); }

  enum class Handshake { none, full, resumed, plain_http, failed };
  /// Agrees on TLS: before all else. After plain_http the channel is in the clear.
  net::asio::awaitable<Handshake> shake_hands();
  /// Waits until something has come, and how much. 0: nothing comes any more, or cancelled.
  net::asio::awaitable<std::size_t> read_some(std::span<char> space);
  /// Writes all of both. False when it could not.
  net::asio::awaitable<bool> write_all(std::string_view first, std::string_view second);

  /// Ends our side of the stream.
  void end();
  /// Ends what is waited for.
  void cancel();
  void close();

 private:
  net::asio::awaitable<bool> wait(Socket::wait_type what);
  net::asio::awaitable<bool> write_encrypted(std::string_view first, std::string_view second);

  Socket socket_;
  std::unique_ptr<TlsLayer> tls_;
  bool cancelled_ = false;  // since a read was begun
};

}  // namespace tickerd::http
