#pragma once

#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::feeds {

/// Whether bodies in that character set can be read: UTF-8, UTF-16, windows-125x, ISO-8859-x, KOI8.
bool is_known_charset(std::string_view name);

/// `body` as UTF-8. What it is written in is told, in this order, by a byte order mark, `encoding`
/// (of the mapping), an XML declaration, the charset of `content_type`; else it is UTF-8 already.
/// Bytes that mean nothing in their character set become '?': they stand in names, never in
/// numbers.
rates::Result<std::string> to_utf8(std::string_view body, std::string_view encoding,
                                   std::string_view content_type);

}  // namespace tickerd::feeds
