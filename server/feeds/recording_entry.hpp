#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// What a recording says of one answer, in a file NAME.json; its bytes are in NAME.body beside it.
struct RecordedAnswer {
  rates::Timestamp at;
  std::string preset;  ///< by which its feed was read
  std::string url;     ///< with `{key}` in place of the key
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string sha256;     ///< of the body, 64 hex digits
  std::size_t bytes = 0;  ///< of the body
  std::string
      same_as;  ///< name of the earlier answer that had the same body; empty: it has its own

  /// The first header of that name, case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const;
};

/// One frame of a stream, a line of a file NAME.frames.
struct RecordedFrame {
  rates::Timestamp at;
  std::string body;
};

/// JSON, ended by a line feed. Headers that may hold a secret (cookies, authorization) are left
/// out.
std::string entry_text(const RecordedAnswer& answer);
/// Reads it; fails with bad_document naming the member.
rates::Result<RecordedAnswer> parse_entry(std::string_view text);

/// One line of JSON, ended by a line feed. Bytes that are not UTF-8 are replaced.
std::string frame_line(const RecordedFrame& frame);
rates::Result<RecordedFrame> parse_frame(std::string_view line);

/// What an answer of that instant is called: "2026-11-24T21-33-11.480Z". Sorts as time does.
std::string recording_name(rates::Timestamp at);
/// The instant of such a name; none when it is another name.
std::optional<rates::Timestamp> recording_time(std::string_view name);

}  // namespace tickerd::feeds
