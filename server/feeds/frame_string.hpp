#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace tickerd::feeds {

/// Reads the JSON string whose first quote is at `at` of `text` and moves `at` behind its last.
/// A string without escapes is a part of `text`; one with escapes is appended to `unescaped` and is
/// a part of that, so `unescaped` has room for all of `text` or its texts move. Fails with what was
/// expected at `at`, a literal: bad UTF-8, control characters and lone surrogates are errors.
std::expected<std::string_view, std::string_view> read_json_string(std::string_view text,
                                                                   std::size_t& at,
                                                                   std::string& unescaped);

}  // namespace tickerd::feeds
