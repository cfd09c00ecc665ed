#include "http/integrity.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

namespace tickerd::http {

std::string integrity_of(std::string_view bytes) {
  std::array<unsigned char, 48> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha384(), nullptr) != 1 ||
      length != digest.size()) {
    throw std::runtime_error("OpenSSL has no SHA-384");  // then TLS has none either
  }
  std::array<unsigned char, 65> encoded{};  // four for three, and the end
  const int written = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(length));
  std::string integrity = "sha384-";
  integrity.append(encoded.begin(), encoded.begin() + written);
  return integrity;
}

}  // namespace tickerd::http
