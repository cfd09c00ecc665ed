#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickerd::http {

/// What we answer to the first of the extensions offered (the value of Sec-WebSocket-Extensions,
/// RFC 6455 section 9.1) that is a permessage-deflate (RFC 7692 section 7.1) and can be taken: no
/// side keeps a window between messages. An offer with an unknown, repeated or wrong parameter
/// cannot be taken, and neither can one that limits us to less than stream::deflate_window_bits.
/// Nothing when there is none.
std::optional<std::string> answer_deflate_offer(std::string_view extensions);

}  // namespace tickerd::http
