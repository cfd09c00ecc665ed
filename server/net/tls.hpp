#pragma once

#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/asio.hpp"
#include "net/url.hpp"

namespace tickerd::net {

/// Where certificates are checked against. Default: the system's store.
struct TlsTrust {
  std::string ca_file;  ///< a PEM file to trust besides the system's store; empty for none
};

using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

/// A client's context: TLS 1.2 or newer, the peer's certificate verified. Fails with
/// Errc::not_found or Errc::bad_document when `trust.ca_file` cannot be read.
Result<asio::ssl::context> make_tls_context(const TlsTrust& trust);

/// Prepares `stream` for the handshake with the host of `url`: the name sent (SNI) and the name or
/// address the certificate must be made out to.
Result<void> expect_host(TlsStream& stream, const Url& url);

/// Why the handshake failed, for a person: "expected a trusted certificate, got one refused:
/// self-signed certificate".
std::string handshake_failure(TlsStream& stream, const boost::system::error_code& ec);

}  // namespace tickerd::net
