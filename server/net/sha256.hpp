#pragma once

#include <string>
#include <string_view>

namespace tickerd::net {

/// The SHA-256 of `bytes` as 64 hex digits, lower case.
std::string sha256_hex(std::string_view bytes);

}  // namespace tickerd::net
