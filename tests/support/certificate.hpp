#pragma once

#include <string>

namespace tickerd::test {

/// What a certificate made for a test says.
struct CertificateRequest {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";  ///< subjectAltName, as OpenSSL reads it
  int days = 1;  ///< how long it is valid from now; negative: since when it no longer is
};

/// A certificate that signed itself, and its key, in PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// Makes a new key and certificate. Throws std::runtime_error when OpenSSL cannot.
Certificate make_certificate(const CertificateRequest& request = {});

}  // namespace tickerd::test
