#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <openssl/ssl.h>

#include "http/tls_context.hpp"

namespace tickerd::http::test {

/// Whether the whole suite runs over TLS: TICKERD_TEST_TLS is set.
bool over_tls();

/// What a server of a test presents; the same for all of them.
TlsContextPtr test_tls();

/// What a client offers, where a test wants it otherwise than a client of today has it.
struct TlsOffer {
  int newest = 0;  ///< TLS1_1_VERSION and the like; 0: as the library has it
  int oldest = 0;
  const char* ciphers = nullptr;     ///< of TLS 1.2 and older
  std::string_view protocols = {};   ///< of ALPN as they are on the wire
  ::SSL_SESSION* session = nullptr;  ///< to resume
};

/// The client's side of TLS on a socket that does not block.
class TlsClient {
 public:
  TlsClient(int socket, const TlsOffer& offer);

  /// Waits for the handshake's end, up to five seconds. Whether it came to one.
  bool shake_hands();
  /// Waits until all of it is written; false when the peer has gone.
  bool send(std::string_view bytes);
  /// How much was read, 0 at the end of the stream; nothing when nothing has come.
  std::optional<std::size_t> receive(std::span<char> space);
  bool has_unread() const;
  /// Whether the end of the stream was said, and not only that of the connection.
  bool was_told_the_end() const;
  ::SSL* native() const noexcept { return ssl_.get(); }

 private:
  struct Free {
    void operator()(::SSL_CTX* context) const noexcept;
    void operator()(::SSL* ssl) const noexcept;
  };
  bool wait_for(int error);

  int socket_;
  std::unique_ptr<::SSL_CTX, Free> context_;
  std::unique_ptr<::SSL, Free> ssl_;
};

}  // namespace tickerd::http::test
