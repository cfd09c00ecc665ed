#include "http/push_doors.hpp"

#include <array>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace tickerd::http {
namespace {

constexpr std::string_view scheme = "Bearer ";

/// The token a request shows; empty when it shows none.
std::string_view token_of(const Request& request) {
  const auto authorization = request.header("authorization");
  if (!authorization) return request.parameter("token").value_or("");
  const auto& value = *authorization;
  if (!equal_ignoring_case(value.substr(0, scheme.size()), scheme)) return {};
  return trimmed(value.substr(scheme.size()));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not to be had");
  }
  std::string hex;
  for (unsigned int at = 0; at < size; ++at) {
    hex += digits[digest[at] >> 4U];
    hex += digits[digest[at] & 0xFU];
  }
  return hex;
}

const PushDoor* find_door(const std::vector<PushDoor>& doors, const Request& request) {
  const auto token = token_of(request);
  // Hashes are compared, so that not even the length of a token shows in the time this takes.
  const auto shown = sha256_hex(token);
  const PushDoor* open = nullptr;
  for (const auto& door : doors) {
    const bool same = door.token_sha256.size() == shown.size() &&
                      CRYPTO_memcmp(door.token_sha256.data(), shown.data(), shown.size()) == 0;
    if (same) open = &door;
  }
  return token.empty() ? nullptr : open;
}

}  // namespace tickerd::http
