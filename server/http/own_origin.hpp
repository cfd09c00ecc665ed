#pragma once

#include <optional>

#include "http/message.hpp"
#include "http/service.hpp"
#include "http/web_origin.hpp"

namespace tickerd::http {

/// What browsers call this server: `public_url` where it is set, else the Host of the request, over
/// plain HTTP; none when it has no Host that could be an origin's.
std::optional<WebOrigin> own_origin(const Request& request, const Site& site);

/// Whether `origin` is this server: `public_url`, or the Host of the request over whichever scheme.
bool is_own_origin(const WebOrigin& origin, const Request& request, const Site& site);

}  // namespace tickerd::http
