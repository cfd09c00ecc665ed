#include "net/sha256.hpp"

#include <array>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace tickerd::net {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1 ||
      length != digest.size()) {
    throw std::runtime_error("OpenSSL has no SHA-256");  // then TLS has none either
  }
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
  return hex;
}

}  // namespace tickerd::net
