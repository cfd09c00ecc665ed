#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickerd::bench {

/// Unpacks a message of permessage-deflate (RFC 7692) that refers to none before it. None when it
/// is malformed.
std::optional<std::string> inflate_message(std::string_view packed);

}  // namespace tickerd::bench
