#include "stream/frame_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "stream/utf8.hpp"

namespace {

using tickerd::stream::FrameReader;
using Events = std::vector<FrameReader::Event>;

constexpr std::size_t message_limit = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const FrameReader::Event& event) {
  if (const auto* text = std::get_if<FrameReader::Text>(&event)) {
    require(text->text.size() <= message_limit && tickerd::stream::is_utf8(text->text));
  } else if (const auto* close = std::get_if<FrameReader::Close>(&event)) {
    require(close->reason.size() <= 123 && tickerd::stream::is_utf8(close->reason));
    require(close->code.has_value() || close->reason.empty());
  } else if (const auto* ping = std::get_if<FrameReader::Ping>(&event)) {
    require(ping->payload.size() <= 125);
  }
}

/// Reads `input` in pieces of `step` bytes; 0 is all at once.
Events read(std::string_view input, std::size_t step, bool deflated) {
  FrameReader reader(message_limit);
  if (deflated) reader.accept_deflated();
  Events events;
  bool ended = false;
  while (!input.empty()) {
    auto piece = input.substr(0, step == 0 ? input.size() : step);
    input.remove_prefix(piece.size());
    while (auto event = reader.read(piece)) {
      require(!ended);
      check(*event);
      ended = std::holds_alternative<FrameReader::Close>(*event) ||
              std::holds_alternative<FrameReader::Failure>(*event);
      events.push_back(*std::move(event));
    }
    require(piece.empty());
  }
  return events;
}

}  // namespace

/// The first byte says in what pieces the rest comes, and whether compression was agreed on; the
/// events must not depend on the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool deflated = data[0] >= 128;
  require(read(input, 0, deflated) == read(input, 1 + data[0] % 32, deflated));
  return 0;
}
