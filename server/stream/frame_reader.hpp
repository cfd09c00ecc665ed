#pragma once

#include <array>
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
/// the making and grow with the bytes that came, not with the length a peer states.
///
/// However the bytes are split, the events are the same. Every check is made at the first byte that
/// can decide it: bad UTF-8 fails inside the message.
class FrameReader {
 public:
  /// A whole, unmasked, valid UTF-8 message.
  struct Text {
    std::string text;
    friend bool operator==(const Text&, const Text&) = default;
  };
  /// A whole, unmasked binary message.
  struct Binary {
    std::string bytes;
    friend bool operator==(const Binary&, const Binary&) = default;
  };
  struct Ping {
    std::string payload;
    friend bool operator==(const Ping&, const Ping&) = default;
  };
  struct Pong {
    std::string payload;
    friend bool operator==(const Pong&, const Pong&) = default;
  };
  /// The peer closes; code and reason are valid by section 7.4. What follows it is ignored.
  struct Close {
    std::optional<std::uint16_t> code;
    std::string reason;
    friend bool operator==(const Close&, const Close&) = default;
  };
  /// The peer broke the protocol; nothing more comes. Answer with a close frame of this code.
  struct Failure {
    CloseCode code;
    std::string_view reason;  ///< a literal
    friend bool operator==(const Failure&, const Failure&) = default;
  };
  using Event = std::variant<Text, Binary, Ping, Pong, Close, Failure>;

  /// Messages over `max_message_bytes` (all fragments together) fail with message_too_big before
  /// memory is taken for them.
  explicit FrameReader(std::size_t max_message_bytes);
  /// Takes compressed messages from now on (RFC 7692, no context takeover); the limit is then that
  /// of a message as it came, and as it is inflated. Before the first read().
  void accept_deflated() noexcept { accepts_deflated_ = true; }
  FrameReader(FrameReader&& other) noexcept;
  FrameReader& operator=(FrameReader&& other) noexcept;
  ~FrameReader();

  /// Takes the next bytes; returns as soon as an event is complete, with `bytes` advanced to what
  /// is not consumed yet. Nothing when all bytes are consumed.
  std::optional<Event> read(std::string_view& bytes);

 private:
  struct Message;  // exists only between the first and the last byte of a message
  enum class Stage : std::uint8_t { header, payload, ended };

  std::optional<Event> read_header(std::string_view& bytes);
  std::optional<Event> check_header_byte();
  std::optional<Event> check_first_byte();
  std::optional<Event> check_length();
  std::optional<Event> read_payload(std::string_view& bytes);
  std::optional<Event> end_frame();
  std::optional<Event> end_control_frame();
  Event end_message(Message& message);
  std::optional<Event> close(std::string payload);
  Event fail(CloseCode code, std::string_view reason);

  int opcode() const noexcept { return header_[0] & 0x0F; }
  bool is_final() const noexcept { return (header_[0] & 0x80) != 0; }
  bool is_control() const noexcept { return (header_[0] & 0x08) != 0; }
  std::size_t length_bytes() const noexcept;
  std::size_t header_bytes() const noexcept { return 2 + length_bytes() + 4; }

  std::size_t max_message_bytes_;
  std::unique_ptr<Message> message_;
  std::uint64_t missing_ = 0;  // payload bytes of this frame still to come
  std::array<std::uint8_t, 14> header_{};
  std::uint8_t header_read_ = 0;
  Stage stage_ = Stage::header;
  bool accepts_deflated_ = false;
};

}  // namespace tickerd::stream
