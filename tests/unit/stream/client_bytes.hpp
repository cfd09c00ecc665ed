#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "stream/frame_reader.hpp"

/// What a WebSocket client puts on the wire, for tests of its reader.
namespace tickerd::stream::test {

inline std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

inline std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// The length of a client's frame in its shortest form, mask bit set.
inline std::string length(std::size_t size) {
  if (size <= 125) return bytes({static_cast<int>(0x80 | size)});
  const bool two = size <= 0xFFFF;
  std::string out = bytes({two ? 0xFE : 0xFF});
  for (int shift = two ? 8 : 56; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<unsigned char>(std::uint64_t{size} >> shift));
  }
  return out;
}

/// A client's frame: `first` is FIN, reserved bits and opcode.
inline std::string frame(int first, std::string_view payload,
                         std::array<int, 4> key = {0x37, 0xFA, 0x21, 0x3D}) {
  std::string out = bytes({first}) + length(payload.size());
  out += bytes({key[0], key[1], key[2], key[3]});
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(payload[i] ^ key[i % 4]);
  }
  return out;
}

inline std::string close(int code, std::string_view reason = {}) {
  return frame(0x88, bytes({code >> 8, code & 0xFF}) + std::string(reason));
}

using Events = std::vector<FrameReader::Event>;

/// All events of `input`, fed in pieces of the given sizes; what is left over comes in one.
inline Events events(std::string_view input, std::size_t limit,
                     const std::vector<std::size_t>& pieces = {}, bool deflated = false) {
  FrameReader reader(limit);
  if (deflated) reader.accept_deflated();
  Events found;
  const auto feed = [&](std::string_view piece) {
    while (auto event = reader.read(piece)) found.push_back(*std::move(event));
  };
  for (const std::size_t size : pieces) {
    const auto piece = input.substr(0, size);
    input.remove_prefix(piece.size());
    feed(piece);
  }
  feed(input);
  return found;
}

/// The events as text: "text(Hello)", "fail(1002)". Reasons of failures are for people.
inline std::string shown(const Events& events) {
  struct Show {
    std::string operator()(const FrameReader::Text& e) const { return "text(" + e.text + ")"; }
    std::string operator()(const FrameReader::Binary& e) const { return "binary(" + e.bytes + ")"; }
    std::string operator()(const FrameReader::Ping& e) const { return "ping(" + e.payload + ")"; }
    std::string operator()(const FrameReader::Pong& e) const { return "pong(" + e.payload + ")"; }
    std::string operator()(const FrameReader::Close& e) const {
      return "close(" + (e.code ? std::to_string(*e.code) : "") + e.reason + ")";
    }
    std::string operator()(const FrameReader::Failure& e) const {
      return "fail(" + std::to_string(static_cast<int>(e.code)) + ")";
    }
  };
  std::string out;
  for (const auto& event : events) out += (out.empty() ? "" : " ") + std::visit(Show(), event);
  return out;
}

}  // namespace tickerd::stream::test
