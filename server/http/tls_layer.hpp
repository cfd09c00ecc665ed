#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/socket_io.hpp"
#include "http/tls_context.hpp"

struct ssl_st;  // of OpenSSL

namespace tickerd::http {

/// The server's side of TLS on one socket, which it reads and writes itself. Nothing waits: who
/// uses it waits for the socket. Keeps at most one record that the network has not taken.
class TlsLayer {
 public:
  /// `socket` stays open while this lives.
  TlsLayer(int socket, const TlsContext& context);
  TlsLayer(const TlsLayer&) = delete;
  TlsLayer& operator=(const TlsLayer&) = delete;

  enum class Handshake {
    done,
    to_read,     ///< goes on when the socket can be read
    to_write,    ///< goes on when it can be written
    plain_http,  ///< the peer speaks HTTP without TLS
    failed,
  };
  /// Goes on with the handshake. Everything else only after it is done.
  Handshake shake_hands();
  /// Whether a session was resumed. After the handshake.
  bool is_resumed() const;

  /// As receive_some().
  Transfer read(std::span<char> space);
  /// As send_some(); without pieces what is left of earlier ones. What it took has not gone out
  /// before is_flushed().
  Transfer write(std::span<const std::string_view> pieces);
  bool is_flushed() const noexcept { return unsent_.empty(); }
  /// Whether something was decrypted and not read yet: the socket says nothing of it.
  bool has_unread() const;
  /// Says that nothing more comes (close_notify, RFC 8446 section 6.1).
  void end();
  /// The socket is about to be closed: it is left alone from now on.
  void cut() noexcept;

 private:
  struct Free {
    void operator()(::ssl_st* ssl) const noexcept;
  };
  struct Wire;  // the library's way to the socket

  int flush();
  bool send(std::string_view encrypted);

  int socket_;
  std::string unsent_;  // encrypted
  std::size_t on_wire_ = 0;
  int error_ = 0;  // of the socket, for good
  std::unique_ptr<::ssl_st, Free> ssl_;
};

}  // namespace tickerd::http
