#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tickerd::bench {

/// One frame that a server sent (RFC 6455, section 5.2).
struct WebsocketFrame {
  enum class Status { whole, partial, malformed };
  enum class Kind { text, binary, close, ping, pong };

  Status status = Status::partial;
  Kind kind = Kind::text;
  bool deflated = false;
  std::string_view payload;
  std::size_t size = 0;  ///< with its header
};

/// Reads the frame at the begin of `bytes`. Malformed is what the RFC forbids, and what no server
/// under test has a reason to send: fragments and frames over 16 MiB.
WebsocketFrame read_frame(std::string_view bytes, bool deflate_allowed);

/// A frame of a client; the mask is all zeros, which changes nothing.
std::string masked_frame(WebsocketFrame::Kind kind, std::string_view payload);

}  // namespace tickerd::bench
