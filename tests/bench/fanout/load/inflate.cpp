#include "bench/fanout/load/inflate.hpp"

#include <array>

#include <zlib.h>

namespace tickerd::bench {

std::optional<std::string> inflate_message(std::string_view packed) {
  // The sender leaves out the empty block at the end.
  std::string whole(packed);
  whole += std::string_view("\x00\x00\xff\xff", 4);
  z_stream stream{};
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(whole.data());  // zlib's own name for a byte
  stream.avail_in = static_cast<uInt>(whole.size());
  std::array<char, 16 * 1024> piece{};
  std::string text;
  int result = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    result = ::inflate(&stream, Z_SYNC_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
  } while (result == Z_OK && stream.avail_out == 0);
  const bool whole_read = stream.avail_in == 0;
  ::inflateEnd(&stream);
  const bool ok = result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
  if (!ok || !whole_read) return std::nullopt;
  return text;
}

}  // namespace tickerd::bench
