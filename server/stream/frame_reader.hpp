#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "stream/frame.hpp"

namespace tickerd::stream {

/// Turns the bytes a WebSocket client sent into events, by RFC 6455 sections 5 to 7. Sans-I/O:
/// bytes in, events out. Parse state is a few words while idle; buffers live only for a message in
/// the making.
class FrameReader {
 public:
  struct Text { std::string text; };      ///< a whole, unmasked, valid UTF-8 message
  struct Binary { std::string bytes; };   ///< a whole binary message
  struct Ping { std::string payload; };
  struct Pong { std::string payload; };
  struct Close { std::optional<std::uint16_t> code; std::string reason; };  ///< valid by section 7.4
  /// The peer broke the protocol; nothing more comes. Answer with a close frame of this code.
  struct Failure { CloseCode code; std::string_view reason; };
  using Event = std::variant<Text, Binary, Ping, Pong, Close, Failure>;

  /// Messages over `max_message_bytes` (all fragments together) fail with message_too_big before
  /// memory is taken for them.
  explicit FrameReader(std::size_t max_message_bytes);

  /// Takes the next bytes; returns as soon as an event is complete, with `bytes` advanced to what
  /// is not consumed yet. Nothing when all bytes are consumed.
  std::optional<Event> read(std::string_view& bytes);

 private:
  struct Message;  // exists only between the first and the last byte of a message
};

}  // namespace tickerd::stream
