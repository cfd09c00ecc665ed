#pragma once

#include <string_view>

namespace tickerd::net {

/// What every request calls itself (RFC 9110, section 10.1.5).
inline constexpr std::string_view user_agent = "tickerd/" TICKERD_VERSION;

}  // namespace tickerd::net
