#include "http/push_doors.hpp"

#include <openssl/crypto.h>

#include "net/sha256.hpp"

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

const PushDoor* find_door(const std::vector<PushDoor>& doors, const Request& request) {
  const auto token = token_of(request);
  // Hashes are compared, so that not even the length of a token shows in the time this takes.
  const auto shown = net::sha256_hex(token);
  const PushDoor* open = nullptr;
  for (const auto& door : doors) {
    const bool same = door.token_sha256.size() == shown.size() &&
                      CRYPTO_memcmp(door.token_sha256.data(), shown.data(), shown.size()) == 0;
    if (same) open = &door;
  }
  return token.empty() ? nullptr : open;
}

}  // namespace tickerd::http
