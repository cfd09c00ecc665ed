#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/json_tree.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// One value of a FrameJson. Its texts are valid until the next read().
struct FrameValue {
  JsonValue::Kind kind = JsonValue::Kind::null;
  std::string_view name;  ///< in an object; escapes are resolved
  std::string_view text;  ///< of a boolean, number or string
  std::uint32_t end = 0;  ///< the number of the value behind this one and all that is in it
};

/// A JSON text taken apart in place, for the many small frames of a stream: it accepts what
/// parse_json accepts and finds the same texts, but copies nothing and keeps its memory from frame
/// to frame. Numbers are the text that stood in the frame.
class FrameJson {
 public:
  /// Values in one frame: bounds the memory of a hostile one.
  static constexpr std::size_t most_values = 50'000;

  /// Takes `text` apart; it outlives the values. Fails with bad_document, saying at which byte, or
  /// too_large over most_depth or most_values.
  rates::Result<void> read(std::string_view text);

  /// The root has number 0; after a successful read() it is there.
  const FrameValue& value(std::uint32_t number) const { return values_[number]; }
  /// The number of the value at the end of `tokens` (see pointer_tokens) from `from`, or npos. The
  /// first of members with the same name counts.
  std::uint32_t find(std::uint32_t from, std::span<const std::string> tokens) const;
  /// The number of the first value inside `parent`; equal to its end when there is none. The next
  /// one has the number value(child).end.
  std::uint32_t first_child(std::uint32_t parent) const { return parent + 1; }

  /// Where a value is, as a JSON Pointer with long names cut: "/data/0"; empty for the root.
  std::string path(std::uint32_t number) const;

  static constexpr std::uint32_t npos = UINT32_MAX;

 private:
  class Scanner;
  std::vector<FrameValue> values_;
  std::string unescaped_;  ///< texts that had escapes; never grows while it is read
};

}  // namespace tickerd::feeds
