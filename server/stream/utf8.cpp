#include "stream/utf8.hpp"

#include <cstring>

namespace tickerd::stream {
namespace {

/// How many ASCII bytes `bytes` begins with, counted in steps of eight.
std::size_t ascii_prefix(std::string_view bytes) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t count = 0;
  for (std::uint64_t word = 0; count + sizeof word <= bytes.size(); count += sizeof word) {
    std::memcpy(&word, bytes.data() + count, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  return count;
}

}  // namespace

bool Utf8Check::take(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    if (missing_ == 0) bytes.remove_prefix(ascii_prefix(bytes));
    if (bytes.empty()) break;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (missing_ == 0) {
      if (!start(byte)) return false;
    } else {
      if (byte < low_ || byte > high_) return false;
      --missing_;
      low_ = 0x80;
      high_ = 0xBF;
    }
  }
  return true;
}

bool Utf8Check::start(unsigned char byte) noexcept {
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) low_ = 0xA0;   // shorter forms exist below
  if (byte == 0xED) high_ = 0x9F;  // surrogates above
  if (byte == 0xF0) low_ = 0x90;   // shorter forms exist below
  if (byte == 0xF4) high_ = 0x8F;  // nothing above U+10FFFF
  return true;
}

bool is_utf8(std::string_view text) noexcept {
  Utf8Check check;
  return check.take(text) && check.complete();
}

}  // namespace tickerd::stream
