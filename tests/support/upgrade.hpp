#pragma once

#include <string>
#include <string_view>

#include "support/answer.hpp"

namespace tickerd::test {

/// The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
std::string accept_of(std::string_view key);

/// The request line and the headers of a request.
Asked parse_request(std::string_view text);

}  // namespace tickerd::test
