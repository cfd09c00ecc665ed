#include "stream/frame_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "stream/deflate.hpp"
#include "stream/utf8.hpp"

namespace tickerd::stream {
namespace {

constexpr int continuation = 0x0;
constexpr int text = 0x1;
constexpr int binary = 0x2;
constexpr int closing = 0x8;
constexpr int ping = 0x9;
constexpr int pong = 0xA;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t deflated_bit = 0x40;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t longest_short_length = 125;
constexpr std::uint8_t two_byte_length = 126;

/// Appends `bytes` to `buffer`, unmasked with `key`, and turns the key on for the bytes after them.
void unmask(std::string_view bytes, std::uint8_t* key, std::string& buffer) {
  const std::size_t start = buffer.size();
  buffer += bytes;
  char* at = buffer.data() + start;
  std::size_t left = bytes.size();
  std::uint64_t wide_key = 0;
  std::memcpy(&wide_key, key, 4);
  std::memcpy(reinterpret_cast<char*>(&wide_key) + 4, key, 4);
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    word ^= wide_key;
    std::memcpy(at, &word, 8);
  }
  for (std::size_t i = 0; i < left; ++i) at[i] = static_cast<char>(at[i] ^ key[i % 4]);
  std::rotate(key, key + left % 4, key + 4);
}

bool may_be_sent(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

struct FrameReader::Message {
  int opcode = continuation;  // none begun
  bool deflated = false;
  Utf8Check utf8;  // not of what is deflated
  std::string bytes;
  std::string control;  // a control frame may come between the fragments
};

FrameReader::FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}
FrameReader::FrameReader(FrameReader&& other) noexcept = default;
FrameReader& FrameReader::operator=(FrameReader&& other) noexcept = default;
FrameReader::~FrameReader() = default;

std::optional<FrameReader::Event> FrameReader::read(std::string_view& bytes) {
  while (!bytes.empty() && stage_ != Stage::ended) {
    if (stage_ == Stage::header) {
      if (auto event = read_header(bytes)) return event;
      // A frame without payload is complete here, though no byte may follow.
      if (stage_ != Stage::payload || missing_ > 0) continue;
    }
    if (auto event = read_payload(bytes)) return event;
  }
  if (stage_ == Stage::ended) bytes = {};
  return std::nullopt;
}

std::optional<FrameReader::Event> FrameReader::read_header(std::string_view& bytes) {
  while (!bytes.empty()) {
    header_[header_read_++] = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    if (auto failure = check_header_byte()) return failure;
    if (header_read_ >= 2 && header_read_ == header_bytes()) {
      header_read_ = 0;
      stage_ = Stage::payload;
      if (!message_) message_ = std::make_unique<Message>();
      if (opcode() == text || opcode() == binary) {
        message_->opcode = opcode();
        message_->deflated = (header_[0] & deflated_bit) != 0;
      }
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::size_t FrameReader::length_bytes() const noexcept {
  const int length = header_[1] & ~mask_bit;
  return length <= longest_short_length ? 0 : length == two_byte_length ? 2 : 8;
}

std::optional<FrameReader::Event> FrameReader::check_header_byte() {
  if (header_read_ == 1) return check_first_byte();
  if (header_read_ == 2) {
    if ((header_[1] & mask_bit) == 0) {
      return fail(CloseCode::protocol_error, "a client's frames must be masked");
    }
    if (is_control() && length_bytes() > 0) {
      return fail(CloseCode::protocol_error, "a control frame has at most 125 bytes");
    }
  }
  return header_read_ == 2 + length_bytes() ? check_length() : std::nullopt;
}

std::optional<FrameReader::Event> FrameReader::check_first_byte() {
  const bool begins_message = opcode() == text || opcode() == binary;
  const int allowed = accepts_deflated_ && begins_message ? deflated_bit : 0;
  if ((header_[0] & reserved_bits & ~allowed) != 0) {
    return fail(CloseCode::protocol_error, "reserved bits are set and no extension is agreed on");
  }
  if (is_control()) {
    if (opcode() > pong) return fail(CloseCode::protocol_error, "reserved opcode");
    if (!is_final()) return fail(CloseCode::protocol_error, "a control frame is not fragmented");
    return std::nullopt;
  }
  if (opcode() > binary) return fail(CloseCode::protocol_error, "reserved opcode");
  const bool in_message = message_ && message_->opcode != continuation;
  if (opcode() == continuation && !in_message) {
    return fail(CloseCode::protocol_error, "a continuation without a message to continue");
  }
  if (opcode() != continuation && in_message) {
    return fail(CloseCode::protocol_error, "a new message before the last one ended");
  }
  return std::nullopt;
}

std::optional<FrameReader::Event> FrameReader::check_length() {
  missing_ = header_[1] & ~mask_bit;
  if (length_bytes() > 0) {
    missing_ = 0;
    for (std::size_t i = 0; i < length_bytes(); ++i) missing_ = missing_ << 8 | header_[2 + i];
    if (missing_ >> 63 != 0) {
      return fail(CloseCode::protocol_error, "the highest bit of a length is set");
    }
    if (missing_ <= (length_bytes() == 2 ? std::uint64_t{longest_short_length} : 0xFFFF)) {
      return fail(CloseCode::protocol_error, "a length is not in its shortest form");
    }
  }
  const std::size_t held = message_ ? message_->bytes.size() : 0;
  if (!is_control() && missing_ > max_message_bytes_ - held) {
    return fail(CloseCode::message_too_big, "the message is too big");
  }
  return std::nullopt;
}

std::optional<FrameReader::Event> FrameReader::read_payload(std::string_view& bytes) {
  const auto taken = bytes.substr(0, missing_);
  bytes.remove_prefix(taken.size());
  missing_ -= taken.size();
  std::string& buffer = is_control() ? message_->control : message_->bytes;
  const std::size_t before = buffer.size();
  unmask(taken, header_.data() + header_bytes() - 4, buffer);
  if (!is_control() && message_->opcode == text && !message_->deflated &&
      !message_->utf8.take(std::string_view(buffer).substr(before))) {
    return fail(CloseCode::invalid_payload, "the text is not UTF-8");
  }
  return missing_ == 0 ? end_frame() : std::nullopt;
}

std::optional<FrameReader::Event> FrameReader::end_frame() {
  stage_ = Stage::header;
  if (is_control()) return end_control_frame();
  if (!is_final()) return std::nullopt;
  const auto message = std::move(message_);
  return end_message(*message);
}

FrameReader::Event FrameReader::end_message(Message& message) {
  if (message.deflated) {
    auto inflated = inflate_message(message.bytes, max_message_bytes_);
    if (!inflated) {
      return inflated.error().code == rates::Errc::too_large
                 ? fail(CloseCode::message_too_big, "the message is too big when it is inflated")
                 : fail(CloseCode::invalid_payload, "the message is not deflated data");
    }
    message.bytes = *std::move(inflated);
    if (message.opcode == text && !message.utf8.take(message.bytes)) {
      return fail(CloseCode::invalid_payload, "the text is not UTF-8");
    }
  }
  if (message.opcode == binary) return Binary{std::move(message.bytes)};
  if (!message.utf8.complete()) {
    return fail(CloseCode::invalid_payload, "the text ends within a character");
  }
  return Text{std::move(message.bytes)};
}

std::optional<FrameReader::Event> FrameReader::end_control_frame() {
  std::string payload = std::exchange(message_->control, {});
  if (message_->opcode == continuation) message_.reset();
  if (opcode() == closing) return close(std::move(payload));
  if (opcode() == ping) return Ping{std::move(payload)};
  return Pong{std::move(payload)};
}

std::optional<FrameReader::Event> FrameReader::close(std::string payload) {
  if (payload.size() == 1) {
    return fail(CloseCode::protocol_error, "a close code has two bytes");
  }
  stage_ = Stage::ended;
  message_.reset();
  if (payload.empty()) return Close{};
  const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                               static_cast<unsigned char>(payload[1]));
  if (!may_be_sent(code)) return fail(CloseCode::protocol_error, "not a close code");
  payload.erase(0, 2);
  if (!is_utf8(payload)) return fail(CloseCode::invalid_payload, "the reason is not UTF-8");
  return Close{code, std::move(payload)};
}

FrameReader::Event FrameReader::fail(CloseCode code, std::string_view reason) {
  stage_ = Stage::ended;
  message_.reset();
  return Failure{code, reason};
}

}  // namespace tickerd::stream
