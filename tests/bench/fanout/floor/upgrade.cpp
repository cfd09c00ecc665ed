#include "bench/fanout/floor/upgrade.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace tickerd::bench {

std::optional<std::string> upgrade_answer(std::string_view request) {
  constexpr std::string_view name = "\r\nSec-WebSocket-Key: ";
  const auto begin = request.find(name);
  if (begin == std::string_view::npos) return std::nullopt;
  auto key = request.substr(begin + name.size());
  key = key.substr(0, key.find("\r\n"));
  const auto text = fmt::format("{}258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);

  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  ::EVP_Digest(text.data(), text.size(), digest.data(), nullptr, ::EVP_sha1(), nullptr);
  std::array<unsigned char, 32> encoded{};
  const auto size = ::EVP_EncodeBlock(encoded.data(), digest.data(), digest.size());
  return fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n\r\n",
      std::string(encoded.begin(), encoded.begin() + size));
}

}  // namespace tickerd::bench
