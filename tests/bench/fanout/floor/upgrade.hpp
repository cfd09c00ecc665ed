#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickerd::bench {

/// The answer to a WebSocket handshake; none when `request` (up to its empty line) is not one.
std::optional<std::string> upgrade_answer(std::string_view request);

}  // namespace tickerd::bench
