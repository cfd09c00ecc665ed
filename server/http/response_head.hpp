#pragma once

#include <string>

#include "http/message.hpp"
#include "http/tls_context.hpp"

namespace tickerd::http {

/// Status line and headers of `response`, up to and with the empty line. `tls` is what the
/// connection is encrypted with, null in the clear.
std::string head_of(const Response& response, bool keep_alive, const TlsContext* tls);

}  // namespace tickerd::http
