#include "net/tls.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace tickerd::net {

Result<asio::ssl::context> make_tls_context(const TlsTrust& trust) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  auto* const native = context.native_handle();
  if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1) {
    return fail(Errc::unreachable, "TLS: expected 1.2 or newer, got a library without it");
  }
  boost::system::error_code ec;
  context.set_verify_mode(asio::ssl::verify_peer, ec);
  // A system without a store is no reason to fail here: then nothing but ca_file is trusted.
  if (!ec) context.set_default_verify_paths(ec);
  if (ec) return fail(Errc::unreachable, fmt::format("TLS: {}", ec.message()));
  if (trust.ca_file.empty()) return context;

  std::error_code missing;
  if (!std::filesystem::is_regular_file(trust.ca_file, missing)) {
    return fail(Errc::not_found, fmt::format("{}: expected a file of certificates, got {}",
                                             trust.ca_file, missing ? missing.message() : "none"));
  }
  context.load_verify_file(trust.ca_file, ec);
  if (ec) {
    return fail(Errc::bad_document, fmt::format("{}: expected certificates in PEM, got \"{}\"",
                                                trust.ca_file, ec.message()));
  }
  return context;
}

Result<void> expect_host(TlsStream& stream, const Url& url) {
  auto* const native = stream.native_handle();
  auto* const rules = SSL_get0_param(native);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (url.literal()) {
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, url.host().c_str()) == 1) return {};
  } else if (X509_VERIFY_PARAM_set1_host(rules, url.host().c_str(), url.host().size()) == 1 &&
             SSL_set_tlsext_host_name(native, url.host().c_str()) == 1) {
    return {};
  }
  return fail(Errc::unreachable, "TLS: expected to set the host's name, got out of memory");
}

std::string handshake_failure(TlsStream& stream, const boost::system::error_code& ec) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict != X509_V_OK) {
    return fmt::format("expected a trusted certificate, got one refused: {}",
                       X509_verify_cert_error_string(verdict));
  }
  return fmt::format("expected a TLS handshake, got \"{}\"", ec.message());
}

}  // namespace tickerd::net
