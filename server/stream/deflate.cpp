#include "stream/deflate.hpp"

#include <algorithm>
#include <array>
#include <new>

#include <zlib.h>

namespace tickerd::stream {
namespace {

/// Of clients: raw, as large as it can be.
constexpr int raw_window = -15;
/// With a sync flush the last four bytes are always these, and are not sent.
constexpr std::string_view flush_end("\x00\x00\xFF\xFF", 4);

Bytef* bytes_of(std::string_view text) {
  // zlib does not write to what it reads.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

/// An inflating stream that ends with its scope.
class Inflation {
 public:
  Inflation() {
    if (inflateInit2(&stream_, raw_window) != Z_OK) throw std::bad_alloc();
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { inflateEnd(&stream_); }
  z_stream* operator->() noexcept { return &stream_; }
  int step() noexcept { return last_ = inflate(&stream_, Z_SYNC_FLUSH); }
  /// The last block was read to its end, and nothing was behind it.
  bool has_ended() const noexcept { return last_ == Z_STREAM_END; }
  /// All bits that came were of whole blocks: no half of a block is waiting for the rest.
  bool is_between_blocks() const noexcept {
    constexpr int at_a_block = 128;
    constexpr int bits_left = 63;
    return (stream_.data_type & (at_a_block | bits_left)) == at_a_block;
  }

 private:
  z_stream stream_{};
  int last_ = Z_OK;
};

std::unexpected<rates::Error> broken() {
  return rates::fail(rates::Errc::bad_document, "the message is not deflated as RFC 7692 says");
}

rates::Result<void> inflate_into(std::string& text, Inflation& stream, std::string_view part,
                                 std::size_t most_bytes) {
  std::array<char, 4096> piece{};
  stream->next_in = bytes_of(part);
  stream->avail_in = static_cast<uInt>(part.size());
  for (;;) {
    stream->next_out = reinterpret_cast<Bytef*>(piece.data());
    stream->avail_out = piece.size();
    const int result = stream.step();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return broken();
    const std::size_t size = piece.size() - stream->avail_out;
    if (size > most_bytes - text.size()) {
      return rates::fail(rates::Errc::too_large, "the message is too big when it is inflated");
    }
    text.append(piece.data(), size);
    if (result == Z_STREAM_END && stream->avail_in > 0) {
      // A message may end its stream and begin another (section 7.2.3.4).
      inflateReset(stream.operator->());
    } else if (stream->avail_in == 0 && stream->avail_out > 0) {
      return {};
    } else if (size == 0 && result == Z_BUF_ERROR) {
      return broken();
    }
  }
}

}  // namespace

struct Deflater::Stream {
  z_stream zlib{};
};

Deflater::Deflater() : stream_(std::make_unique<Stream>()) {
  // An update takes 8 us at any level. A snapshot of 72 rates takes 69 us at level 3 and 170 at 6,
  // which makes it an eighth shorter: it is compressed once and sent to many.
  constexpr int level = 6;
  // Tables that fit the window: larger ones are no better and longer to clear for each message.
  constexpr int memory = 5;
  if (deflateInit2(&stream_->zlib, level, Z_DEFLATED, -deflate_window_bits, memory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

Deflater::~Deflater() { deflateEnd(&stream_->zlib); }

std::optional<std::string> Deflater::compress(std::string_view message) {
  auto& zlib = stream_->zlib;
  deflateReset(&zlib);
  // One that does not fit is no shorter.
  std::string packed(message.size() + flush_end.size(), '\0');
  zlib.next_in = bytes_of(message);
  zlib.avail_in = static_cast<uInt>(message.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&zlib, Z_SYNC_FLUSH) != Z_OK || zlib.avail_in > 0 || zlib.avail_out == 0) {
    return std::nullopt;
  }
  packed.resize(packed.size() - zlib.avail_out);
  if (!packed.ends_with(flush_end)) return std::nullopt;
  packed.resize(packed.size() - flush_end.size());
  if (packed.size() >= message.size()) return std::nullopt;
  return packed;
}

rates::Result<std::string> inflate_message(std::string_view payload, std::size_t most_bytes) {
  std::string text;
  if (payload.empty()) return text;  // should be one byte, and is not with some
  Inflation stream;
  for (const auto part : {payload, flush_end}) {
    auto inflated = inflate_into(text, stream, part, most_bytes);
    if (!inflated) return std::unexpected(std::move(inflated.error()));
    // The end of a stream is an end, though its sender left out the byte after it.
    if (stream.has_ended()) return text;
  }
  if (!stream.is_between_blocks()) return broken();
  return text;
}

}  // namespace tickerd::stream
