#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickerd::rates {

/// A value of a log's `key=value` text, whole, in double quotes: `"` and `\` behind a backslash,
/// bytes that are not printable ASCII as \x1f. Whatever `text` holds, it stays one value of one
/// line.
std::string log_value(std::string_view text);

/// One `key=value` of a log's detail, with the value as it was before log_value().
using LogField = std::pair<std::string, std::string>;

/// What a log's detail says: each `key=value` in order. Words without a key are the last field,
/// "text".
std::vector<LogField> log_fields(std::string_view detail);

}  // namespace tickerd::rates
