#pragma once

#include <string>
#include <string_view>

namespace tickerd::http {

/// What a page says a script must hash to (Subresource Integrity): "sha384-" and 64 characters of
/// base64.
std::string integrity_of(std::string_view bytes);

}  // namespace tickerd::http
