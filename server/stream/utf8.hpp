#pragma once

#include <cstdint>
#include <string_view>

namespace tickerd::stream {

/// Checks that bytes are UTF-8 as they come, split anywhere: no surrogates, no overlong forms,
/// nothing above U+10FFFF (RFC 3629).
class Utf8Check {
 public:
  /// False at the first byte that cannot be part of UTF-8. After that the check is of no more use.
  bool take(std::string_view bytes) noexcept;
  /// Whether the bytes so far end with a whole character.
  bool complete() const noexcept { return missing_ == 0; }

 private:
  bool start(unsigned char byte) noexcept;

  std::uint8_t missing_ = 0;  // continuation bytes still to come
  std::uint8_t low_ = 0x80;   // bounds of the next one
  std::uint8_t high_ = 0xBF;
};

/// Whether `text` is UTF-8 from its first to its last character.
bool is_utf8(std::string_view text) noexcept;

}  // namespace tickerd::stream
