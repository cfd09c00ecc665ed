#include "stream/frame.hpp"

#include <stdexcept>
#include <utility>

namespace tickerd::stream {
namespace {

constexpr std::size_t longest_control_payload = 125;
constexpr char final_text = '\x81';
constexpr char final_deflated_text = '\xC1';
constexpr char final_close = '\x88';
constexpr char final_ping = '\x89';
constexpr char final_pong = '\x8A';

void append_big_endian(std::string& bytes, std::uint64_t number, int count) {
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(static_cast<unsigned char>(number >> shift));
  }
}

FramePtr frame(char first_byte, std::span<const std::string_view> parts) {
  std::size_t size = 0;
  for (const auto& part : parts) size += part.size();
  std::string bytes;
  bytes.reserve(size + 10);
  bytes += first_byte;
  if (size <= longest_control_payload) {
    bytes += static_cast<char>(size);
  } else if (size <= 0xFFFF) {
    bytes += '\x7E';
    append_big_endian(bytes, size, 2);
  } else {
    bytes += '\x7F';
    append_big_endian(bytes, size, 8);
  }
  for (const auto& part : parts) bytes += part;
  return std::make_shared<const Frame>(std::move(bytes));
}

FramePtr frame(char first_byte, std::string_view payload) {
  return frame(first_byte, std::span(&payload, 1));
}

FramePtr control_frame(char first_byte, std::string_view payload) {
  if (payload.size() > longest_control_payload) {
    throw std::length_error("a control frame carries at most 125 bytes");
  }
  return frame(first_byte, payload);
}

/// The longest beginning of `text` that has at most `bytes` bytes and cuts no character in two.
std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

void append_field(std::string& bytes, std::string_view name, std::string_view value) {
  bytes.append(name).append(": ").append(value) += '\n';
}

}  // namespace

FramePtr text_frame(std::string_view text) { return frame(final_text, text); }

FramePtr text_frame(std::span<const std::string_view> parts) { return frame(final_text, parts); }

FramePtr deflated_text_frame(std::string_view payload) {
  return frame(final_deflated_text, payload);
}

FramePtr ping_frame(std::string_view payload) { return control_frame(final_ping, payload); }

FramePtr pong_frame(std::string_view payload) { return control_frame(final_pong, payload); }

FramePtr close_frame(CloseCode code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, std::to_underlying(code), 2);
  payload += cut(reason, longest_control_payload - payload.size());
  return control_frame(final_close, payload);
}

FramePtr empty_close_frame() { return control_frame(final_close, {}); }

bool is_pong(const Frame& frame) noexcept { return !frame.empty() && frame[0] == final_pong; }

FramePtr sse_event(std::string_view event, std::string_view id, std::string_view data) {
  std::string bytes;
  bytes.reserve(event.size() + id.size() + data.size() + 24);
  append_field(bytes, "event", event);
  if (!id.empty()) append_field(bytes, "id", id);
  for (;;) {
    const auto end = data.find_first_of("\r\n");
    append_field(bytes, "data", data.substr(0, end));
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  bytes += '\n';
  return std::make_shared<const Frame>(std::move(bytes));
}

}  // namespace tickerd::stream
