#include "http/gzip.hpp"

#include <algorithm>
#include <stdexcept>

#include <zlib.h>

#include "http/message.hpp"

namespace tickerd::http {
namespace {

/// Whether the parameters behind a coding give it a weight of zero: ";q=0", "; q=0.000".
bool weighs_nothing(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  const auto weight = trimmed(parameters.substr(at + 2));
  return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string gzip(std::string_view text, int level) {
  constexpr int window_and_gzip_header = 15 + 16;
  constexpr int memory_level = 8;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_and_gzip_header, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("gzip: deflateInit2 failed");
  }
  std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib takes the input as not const, and does not change it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int outcome = deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  if (outcome != Z_STREAM_END) throw std::runtime_error("gzip: deflate did not finish");
  return result;
}

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const auto item = accept_encoding.substr(0, comma);
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto coding = trimmed(item.substr(0, semicolon));
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) {
      return !weighs_nothing(item.substr(semicolon));
    }
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
  }
  return false;
}

}  // namespace tickerd::http
