#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickerd::bench {

/// What a message of the stream says about its place in it.
struct Message {
  enum class Kind { other, snapshot, update, heartbeat };
  Kind kind = Kind::other;
  std::uint64_t seq = 0;
  std::optional<std::uint64_t> prev;
  std::int64_t ts_us = 0;   ///< since 1970; 0 when it is not said
  std::uint32_t rates = 0;  ///< how many it holds
};

/// Reads one message. None when it is not one whole object of strict JSON (RFC 8259), or a field
/// that is used here is not of its kind: what a torn frame looks like.
std::optional<Message> read_message(std::string_view text);

/// Reads messages of which most came before, for another subscriber: those are compared byte by
/// byte and not read again.
class MessageReader {
 public:
  /// `deflated`: `payload` is a message of permessage-deflate without context takeover. As
  /// read_message(); lives until the next call.
  const Message* read(std::string_view payload, bool deflated);

 private:
  struct Known {
    std::string payload;
    bool deflated = false;
    Message message;
  };
  std::vector<Known> known_ = std::vector<Known>(256);
};

}  // namespace tickerd::bench
