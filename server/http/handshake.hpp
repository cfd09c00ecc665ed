#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace tickerd::http {

/// The key a server answers with (RFC 6455 section 4.2.2): base64(SHA-1(key + GUID)).
std::string accept_key(std::string_view key);

/// The answer to a WebSocket opening handshake: 101 with the accept key and, when the client
/// offers them, the subprotocol tickerd.v1 and, if we `may_deflate`, compression; else what is
/// wrong with it: 400, 405, 426. Does not look at the origin.
Response answer_handshake(const Request& request, bool may_deflate = false);

}  // namespace tickerd::http
