#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tickerd::stream {

/// Bytes ready for the socket: a whole WebSocket frame with its header (RFC 6455 section 5.2;
/// server frames are unmasked) or a whole SSE event. Encoded once, shared by every subscriber.
using Frame = std::string;
using FramePtr = std::shared_ptr<const Frame>;

/// Close codes of RFC 6455 section 7.4.1 and of the protocol.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  invalid_payload = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  service_restart = 1012,
  bad_request = 4000,
  unknown_pairs = 4001,
  forbidden = 4003,
  token_expired = 4004,
  too_slow = 4100,
  too_many_connections = 4101,
  moved = 4200,
};

FramePtr text_frame(std::string_view text);
/// One message of `parts`, one behind the other.
FramePtr text_frame(std::span<const std::string_view> parts);
/// A text message whose payload is compressed: its first reserved bit is set (RFC 7692 section 6).
FramePtr deflated_text_frame(std::string_view payload);
/// `payload` has at most 125 bytes; std::length_error otherwise.
FramePtr ping_frame(std::string_view payload);
/// `payload` has at most 125 bytes, as every ping has; std::length_error otherwise.
FramePtr pong_frame(std::string_view payload);
/// A reason over 123 bytes is cut at a character.
FramePtr close_frame(CloseCode code, std::string_view reason);
/// Echo of a close frame without a code.
FramePtr empty_close_frame();
/// Whether the frame is a pong of ours.
bool is_pong(const Frame& frame) noexcept;
/// One server-sent event: `event`, `id` (empty: none), one line of data; WHATWG HTML, section 9.2.
/// `event` and `id` hold no line break; data with line breaks goes out as several data lines.
FramePtr sse_event(std::string_view event, std::string_view id, std::string_view data);

}  // namespace tickerd::stream
