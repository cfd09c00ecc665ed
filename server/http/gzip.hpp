#pragma once

#include <string>
#include <string_view>

namespace tickerd::http {

/// `text` in the gzip format (RFC 1952). `level` is zlib's, 1 (fast) to 9 (small).
std::string gzip(std::string_view text, int level);

/// Whether an Accept-Encoding header (RFC 9110 section 12.5.3) takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace tickerd::http
