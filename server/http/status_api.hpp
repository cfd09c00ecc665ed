#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace tickerd::http {

/// The answer of GET /v1/status: how the sources are doing and which pairs come from each. It says
/// what time it is, so that it is never cached and has no tag. Pure; uses View::state and
/// View::now.
Response status(const Request& request, const View& view);

}  // namespace tickerd::http
