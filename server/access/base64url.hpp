#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickerd::access {

/// What base64url without padding (RFC 7515 section 2) stands for; none when `text` is not that:
/// another character, a length that none has, bits behind the last byte. So no two texts stand for
/// the same bytes.
std::optional<std::string> base64url_decoded(std::string_view text);

/// The one text of `bytes`.
std::string base64url_encoded(std::string_view bytes);

}  // namespace tickerd::access
