#pragma once

#include <string_view>

namespace tickerd::http {

/// What we answer to an offer that can be taken: no side keeps a window between messages.
inline constexpr std::string_view deflate_answer =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// Whether one of the extensions offered (the value of Sec-WebSocket-Extensions, RFC 6455 section
/// 9.1) is a permessage-deflate (RFC 7692 section 7.1) that deflate_answer is an answer to. An
/// offer with an unknown, repeated or wrong parameter is none, and so is one that limits our
/// window.
bool offers_deflate(std::string_view extensions);

}  // namespace tickerd::http
