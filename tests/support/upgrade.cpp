#include "support/upgrade.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace tickerd::test {

std::string accept_of(std::string_view key) {
  const auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  std::array<unsigned char, 32> coded{};
  EVP_EncodeBlock(coded.data(), hash.data(), static_cast<int>(hash.size()));
  return reinterpret_cast<const char*>(coded.data());
}

Asked parse_request(std::string_view text) {
  Asked asked;
  asked.method = text.substr(0, text.find(' '));
  text.remove_prefix(asked.method.size() + 1);
  asked.target = text.substr(0, text.find(' '));
  for (auto end = text.find("\r\n"); end != std::string_view::npos; end = text.find("\r\n")) {
    text.remove_prefix(end + 2);
    const auto line = text.substr(0, text.find("\r\n"));
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    asked.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return asked;
}

}  // namespace tickerd::test
