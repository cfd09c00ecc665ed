#include "net/answer_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace {

using tickerd::net::AnswerParser;
using tickerd::net::HttpResponse;

/// The answer that `bytes`, given in pieces of `step`, and then the connection's end amount to.
std::optional<HttpResponse> parse(std::string_view bytes, std::size_t step, bool to_head) {
  constexpr std::size_t most_body_bytes = 1000;
  AnswerParser parser(to_head, most_body_bytes);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const auto complete = parser.put(bytes.substr(at, step));
    if (!complete) return std::nullopt;
    if (!*complete) continue;
    auto response = parser.take();
    if (response.body.size() > most_body_bytes) std::abort();
    return response;
  }
  if (!parser.end()) return std::nullopt;
  return parser.take();
}

}  // namespace

/// However the bytes are cut, the answer is the same. The first byte says how.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool to_head = data[0] >= 128;
  const auto step = std::max<std::size_t>(data[0] % 128U, 1);
  const auto whole = parse(bytes, bytes.size(), to_head);
  const auto pieces = parse(bytes, step, to_head);
  if (whole.has_value() != pieces.has_value()) std::abort();
  if (whole && (whole->status != pieces->status || whole->body != pieces->body)) std::abort();
  return 0;
}
