#include "net/inflate.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

#include "net/ascii.hpp"

namespace tickerd::net {
namespace {

enum class Coding { none, gzip, deflate };

// What zlib is told to expect around the deflated bytes.
constexpr int gzip_window = 15 + 16;
constexpr int zlib_window = 15;
constexpr int raw_window = -15;

std::optional<Coding> coding_of(std::string_view name) {
  if (name.empty() || same_word(name, "identity")) return Coding::none;
  if (same_word(name, "gzip") || same_word(name, "x-gzip")) return Coding::gzip;
  if (same_word(name, "deflate")) return Coding::deflate;
  return std::nullopt;
}

/// Whether `bytes` begin with a zlib header (RFC 1950): method 8 and a check that divides by 31.
bool has_zlib_header(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  return (first & 0x0fU) == 8 && (first * 256U + second) % 31 == 0;
}

/// One zlib stream that ends itself.
class Inflater {
 public:
  explicit Inflater(int window) noexcept { ready_ = inflateInit2(&stream_, window) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Inflates one member from the front of `bytes` to the end of `out` and removes it from `bytes`.
  Result<void> member(std::string_view& bytes, std::string& out, std::size_t max_bytes);

 private:
  Result<void> broken(std::size_t at) const {
    return fail(Errc::bad_document,
                fmt::format("content coding: expected deflated data, got {} at byte {}",
                            stream_.msg ? stream_.msg : "something else", at));
  }

  z_stream stream_{};
  bool ready_ = false;
};

Result<void> Inflater::member(std::string_view& bytes, std::string& out, std::size_t max_bytes) {
  if (!ready_ || inflateReset(&stream_) != Z_OK) return fail(Errc::bad_document, "zlib: no memory");
  if (bytes.size() > std::numeric_limits<uInt>::max()) {
    return fail(Errc::too_large, "content coding: expected less than 4 GiB");
  }
  // zlib only reads through next_in; its type lacks the const.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream_.avail_out = static_cast<uInt>(chunk.size());
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    const std::size_t made = chunk.size() - stream_.avail_out;
    if (made > max_bytes - out.size()) {
      return fail(Errc::too_large,
                  fmt::format("inflated body: expected at most {} bytes, got more", max_bytes));
    }
    out.append(chunk.data(), made);
    const std::size_t used = bytes.size() - stream_.avail_in;
    if (status == Z_STREAM_END) {
      bytes.remove_prefix(used);
      return {};
    }
    if (status == Z_BUF_ERROR || (status == Z_OK && stream_.avail_in == 0 && made == 0)) {
      return fail(Errc::bad_document,
                  fmt::format("content coding: expected a whole stream, got its first {} bytes",
                              bytes.size()));
    }
    if (status != Z_OK) return broken(used);
  }
}

}  // namespace

Result<std::string> inflate(std::string bytes, std::string_view coding, std::size_t max_bytes) {
  const auto known = coding_of(coding);
  if (!known) {
    return fail(Errc::bad_document,
                fmt::format("Content-Encoding: expected gzip or none, got \"{}\"", coding));
  }
  if (bytes.size() > max_bytes) {
    return fail(Errc::too_large,
                fmt::format("body: expected at most {} bytes, got {}", max_bytes, bytes.size()));
  }
  if (*known == Coding::none || bytes.empty()) return bytes;

  const int deflate_window = has_zlib_header(bytes) ? zlib_window : raw_window;
  Inflater inflater(*known == Coding::gzip ? gzip_window : deflate_window);
  std::string out;
  std::string_view rest = bytes;
  do {
    const auto inflated = inflater.member(rest, out, max_bytes);
    if (!inflated) return std::unexpected(inflated.error());
  } while (*known == Coding::gzip && !rest.empty());
  if (!rest.empty()) {
    return fail(Errc::bad_document,
                fmt::format("content coding: expected the end, got {} more bytes", rest.size()));
  }
  return out;
}

}  // namespace tickerd::net
