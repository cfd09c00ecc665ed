#include "bench/fanout/load/websocket_frame.hpp"

#include <cstdint>

namespace tickerd::bench {
namespace {

using Frame = WebsocketFrame;

constexpr std::size_t longest = 16 * 1024 * 1024;

unsigned byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

bool to_kind(unsigned opcode, Frame& frame) {
  switch (opcode) {
    case 1:
      frame.kind = Frame::Kind::text;
      return true;
    case 2:
      frame.kind = Frame::Kind::binary;
      return true;
    case 8:
      frame.kind = Frame::Kind::close;
      return true;
    case 9:
      frame.kind = Frame::Kind::ping;
      return true;
    case 10:
      frame.kind = Frame::Kind::pong;
      return true;
    default:
      return false;
  }
}

}  // namespace

WebsocketFrame read_frame(std::string_view bytes, bool deflate_allowed) {
  Frame frame;
  if (bytes.size() < 2) return frame;
  frame.status = Frame::Status::malformed;
  const unsigned first = byte(bytes, 0);
  const unsigned short_length = byte(bytes, 1);
  const bool is_whole = (first & 0x80) != 0;
  const bool is_masked = (short_length & 0x80) != 0;
  const bool is_control = (first & 0x08) != 0;
  frame.deflated = (first & 0x40) != 0;
  if (!is_whole || is_masked || (first & 0x30) != 0 || !to_kind(first & 0x0f, frame)) return frame;
  if (frame.deflated && (is_control || !deflate_allowed)) return frame;
  if (is_control && short_length > 125) return frame;

  const std::size_t more = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
  if (bytes.size() < 2 + more) {
    frame.status = Frame::Status::partial;
    return frame;
  }
  std::uint64_t length = more == 0 ? short_length : 0;
  for (std::size_t at = 0; at < more; ++at) length = length << 8 | byte(bytes, 2 + at);
  const std::uint64_t fits_shorter = more == 2 ? 125 : 0xffff;
  if (length > longest || (more > 0 && length <= fits_shorter)) return frame;
  frame.size = 2 + more + length;
  frame.status = bytes.size() < frame.size ? Frame::Status::partial : Frame::Status::whole;
  if (frame.status == Frame::Status::whole) frame.payload = bytes.substr(2 + more, length);
  return frame;
}

std::string masked_frame(WebsocketFrame::Kind kind, std::string_view payload) {
  const unsigned opcode = kind == Frame::Kind::pong ? 10 : kind == Frame::Kind::binary ? 2 : 1;
  std::string frame;
  frame += static_cast<char>(0x80 | opcode);
  frame += static_cast<char>(0x80 | payload.size());  // at most 125
  frame += std::string_view("\0\0\0\0", 4);
  return frame += payload;
}

}  // namespace tickerd::bench
