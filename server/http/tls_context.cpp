#include "http/tls_context.hpp"

#include <ctime>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "net/free_with.hpp"

namespace tickerd::http {
namespace {

using net::FreeWith;
using Memory = std::unique_ptr<BIO, FreeWith<&BIO_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<&EVP_PKEY_free>>;

/// Every cipher of TLS 1.2 that authenticates what it encrypts, with a key of its own for each
/// connection; those of 1.3 all do.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::unexpected<rates::Error> refuse(rates::Errc code, std::string detail) {
  ERR_clear_error();
  return rates::fail(code, std::move(detail));
}

/// Nobody is asked for the pass phrase of a key: there is nobody.
int no_pass_phrase(char*, int, int, void*) { return -1; }

/// Agrees to the one protocol that is spoken here.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned in_size, void*) {
  static constexpr unsigned char spoken[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, spoken, sizeof spoken - 1, in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Memory memory_of(std::string_view text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

rates::Timestamp time_of(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::from_time_t(timegm(&parts)));
}

/// Presents the certificates of `text`. Returns when the first one ends.
rates::Result<rates::Timestamp> present(SSL_CTX* context, std::string_view text) {
  const auto memory = memory_of(text);
  const Certificate own(PEM_read_bio_X509_AUX(memory.get(), nullptr, &no_pass_phrase, nullptr));
  if (!own) return refuse(rates::Errc::bad_document, "expected certificates in PEM, got none");
  if (SSL_CTX_use_certificate(context, own.get()) != 1) {
    return refuse(rates::Errc::bad_value, fmt::format("expected a certificate that TLS can use: {}",
                                                      ERR_reason_error_string(ERR_peek_error())));
  }
  for (int place = 2;; ++place) {
    Certificate next(PEM_read_bio_X509(memory.get(), nullptr, &no_pass_phrase, nullptr));
    if (!next) {
      const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
      if (!is_end) {
        return refuse(rates::Errc::bad_document,
                      fmt::format("expected a certificate in PEM, the {}. of them is none", place));
      }
      ERR_clear_error();
      return time_of(X509_get0_notAfter(own.get()));
    }
    if (SSL_CTX_add0_chain_cert(context, next.get()) == 1) (void)next.release();  // it owns it now
  }
}

rates::Result<void> use_key(SSL_CTX* context, std::string_view text) {
  const auto memory = memory_of(text);
  const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, &no_pass_phrase, nullptr));
  if (!key) {
    const bool is_encrypted = text.contains("ENCRYPTED");
    return refuse(rates::Errc::bad_document,
                  is_encrypted ? "expected a private key without a pass phrase, got one with it"
                               : "expected a private key in PEM, got none");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return refuse(rates::Errc::bad_value,
                  "expected the private key of the certificate, got another");
  }
  return {};
}

/// What has nothing to do with the certificate.
bool set_terms(SSL_CTX* context) {
  static constexpr unsigned char own_sessions[] = "tickerd";
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
  // Sessions are the clients' to keep, as tickets.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, ciphers) == 1 &&
         SSL_CTX_set_session_id_context(context, own_sessions, sizeof own_sessions - 1) == 1;
}

}  // namespace

void TlsContext::Free::operator()(::ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

rates::Result<TlsContextPtr> TlsContext::make(std::string_view certificate, std::string_view key,
                                              std::chrono::seconds hsts) {
  Native native(SSL_CTX_new(TLS_server_method()));
  if (!native || !set_terms(native.get())) {
    return refuse(rates::Errc::unreachable, "expected TLS 1.2 or newer of the library, got none");
  }
  const auto expires_at = present(native.get(), certificate);
  if (!expires_at) return std::unexpected(expires_at.error());
  if (auto used = use_key(native.get(), key); !used) return std::unexpected(used.error());
  return TlsContextPtr(new TlsContext(std::move(native), *expires_at, hsts));
}

}  // namespace tickerd::http
