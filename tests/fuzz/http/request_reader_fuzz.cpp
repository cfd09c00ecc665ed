#include "http/request_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/limits.hpp"

namespace {

using tickerd::http::Limits;
using tickerd::http::RequestReader;
using Progress = RequestReader::Progress;

/// Takes all requests that are complete; false when the connection would be closed.
bool take_all(RequestReader& reader, const Limits& limits) {
  for (;;) {
    switch (reader.advance()) {
      case Progress::need_more:
        return true;
      case Progress::expects_continue:
        break;
      case Progress::request:
        if (reader.take().body.size() > limits.body_bytes) std::abort();
        if (!reader.keep_alive()) return false;
        break;
      case Progress::failed:
        if (reader.failure().status < 400) std::abort();
        return false;
    }
  }
}

}  // namespace

/// One connection's bytes, in pieces of as many as the first byte says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Limits limits;
  limits.header_bytes = 1024;
  limits.body_bytes = 256;
  RequestReader reader(limits);
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto step = std::max<std::size_t>(data[0], 1);
  while (!bytes.empty()) {
    const auto space = reader.space();
    const auto piece = bytes.substr(0, std::min(step, space.size()));
    std::ranges::copy(piece, space.begin());
    reader.received(piece.size());
    bytes.remove_prefix(piece.size());
    if (!take_all(reader, limits)) return 0;
  }
  return 0;
}
