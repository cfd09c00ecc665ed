#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rates/result.hpp"

namespace tickerd::feeds {

struct JsonMember;

/// A JSON value whose numbers are the text that stood in the document.
struct JsonValue {
  enum class Kind { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  std::string text;                 ///< of a boolean, number or string
  std::vector<JsonMember> members;  ///< of an array or object, in the document's order
};

struct JsonMember {
  std::string name;  ///< empty in an array
  JsonValue value;
};

/// Fails with bad_document, saying line and column, or too_large over most_depth or most_nodes.
rates::Result<JsonValue> parse_json(std::string_view text);

/// The reference tokens of a JSON Pointer ("" has none), with ~1 and ~0 resolved.
std::vector<std::string> pointer_tokens(std::string_view pointer);

/// The value at `pointer`, or nullptr. The first of members with the same name counts.
const JsonValue* value_at(const JsonValue& root, std::string_view pointer);
/// The same for a pointer that was taken apart already.
const JsonValue* value_at(const JsonValue& root, std::span<const std::string> tokens);

}  // namespace tickerd::feeds
