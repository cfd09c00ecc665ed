#include "access/base64url.hpp"

#include <cstdint>

namespace tickerd::access {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int bits_of_character = 6;
constexpr int bits_of_byte = 8;

}  // namespace

std::optional<std::string> base64url_decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * bits_of_character / bits_of_byte);
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto value = alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    pending = pending << bits_of_character | static_cast<std::uint32_t>(value);
    bits += bits_of_character;
    if (bits < bits_of_byte) continue;
    bits -= bits_of_byte;
    bytes += static_cast<char>(pending >> bits & 0xFFU);
    pending &= (1U << bits) - 1;
  }
  if (bits == bits_of_character || pending != 0) return std::nullopt;
  return bytes;
}

std::string base64url_encoded(std::string_view bytes) {
  std::string text;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char byte : bytes) {
    pending = pending << bits_of_byte | static_cast<unsigned char>(byte);
    bits += bits_of_byte;
    while (bits >= bits_of_character) {
      bits -= bits_of_character;
      text += alphabet[pending >> bits & 0x3FU];
      pending &= (1U << bits) - 1;
    }
  }
  if (bits > 0) text += alphabet[pending << (bits_of_character - bits) & 0x3FU];
  return text;
}

}  // namespace tickerd::access
