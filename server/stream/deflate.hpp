#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rates/result.hpp"

/// The payload of a compressed WebSocket message (RFC 7692 section 7.2), each on its own: no side
/// takes its window over from one message to the next.
namespace tickerd::stream {

/// How far back our messages refer, as a power of two: each is for all clients that can look back
/// so far. A snapshot of 72 rates takes 2980 bytes; 2853 with 15 bits, 3377 with 10, 8669 with 9.
/// An update is the same from 10 bits on.
inline constexpr int deflate_window_bits = 12;

/// Compresses messages. Keeps about 40 KB, whatever it is given.
class Deflater {
 public:
  Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater();

  /// `message` compressed; nothing when that makes it no shorter.
  std::optional<std::string> compress(std::string_view message);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// What `payload` holds. Fails with too_large as soon as it is more than `most_bytes`, whatever
/// `payload` would come to, and with bad_document when it is no such payload. Takes 45 KB
/// meanwhile.
rates::Result<std::string> inflate_message(std::string_view payload, std::size_t most_bytes);

}  // namespace tickerd::stream
