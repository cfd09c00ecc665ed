#include "integration/http/tls_client.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "support/certificate.hpp"

namespace tickerd::http::test {
namespace {

constexpr int patience_ms = 5000;

}  // namespace

bool over_tls() { return std::getenv("TICKERD_TEST_TLS") != nullptr; }

TlsContextPtr test_tls() {
  static const auto context = [] {
    const auto made = tickerd::test::make_certificate();
    return TlsContext::make(made.certificate, made.key).value();
  }();
  return context;
}

void TlsClient::Free::operator()(::SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
void TlsClient::Free::operator()(::SSL* ssl) const noexcept { SSL_free(ssl); }

TlsClient::TlsClient(int socket, const TlsOffer& offer)
    : socket_(socket), context_(SSL_CTX_new(TLS_client_method())) {
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
  static const auto kept = std::signal(SIGPIPE, SIG_IGN);  // the library's own writes raise it
  (void)kept;
  // What the server refuses is for the server to refuse.
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_min_proto_version(context_.get(), offer.oldest);
  SSL_CTX_set_max_proto_version(context_.get(), offer.newest);
  if (offer.ciphers != nullptr) SSL_CTX_set_cipher_list(context_.get(), offer.ciphers);
  ssl_.reset(SSL_new(context_.get()));
  if (!offer.protocols.empty()) {
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(offer.protocols.data()),
                        static_cast<unsigned>(offer.protocols.size()));
  }
  if (offer.session != nullptr) SSL_set_session(ssl_.get(), offer.session);
  SSL_set_fd(ssl_.get(), socket);
}

bool TlsClient::wait_for(int error) {
  const bool to_read = error == SSL_ERROR_WANT_READ;
  if (!to_read && error != SSL_ERROR_WANT_WRITE) return false;
  pollfd waiting{
      .fd = socket_, .events = static_cast<short>(to_read ? POLLIN : POLLOUT), .revents = 0};
  return ::poll(&waiting, 1, patience_ms) == 1;
}

bool TlsClient::shake_hands() {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(ssl_.get());
    if (result == 1) return true;
    if (!wait_for(SSL_get_error(ssl_.get(), result))) return false;
  }
}

bool TlsClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    std::size_t sent = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
    bytes.remove_prefix(sent);
    if (result != 1 && !wait_for(SSL_get_error(ssl_.get(), result))) return false;
  }
  return true;
}

std::optional<std::size_t> TlsClient::receive(std::span<char> space) {
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_read_ex(ssl_.get(), space.data(), space.size(), &size);
  if (result == 1) return size;
  if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ) return std::nullopt;
  return 0;
}

bool TlsClient::has_unread() const { return SSL_pending(ssl_.get()) > 0; }

bool TlsClient::was_told_the_end() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

}  // namespace tickerd::http::test
