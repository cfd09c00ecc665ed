#pragma once

#include <optional>

#include "http/message.hpp"
#include "http/service.hpp"
#include "http/web_origin.hpp"

namespace tickerd::http {

/// What browsers call this server: `public_url` where it is set, else the Host of the request, over
/// HTTPS where the site has TLS; none when it has no Host that could be an origin's.
std::optional<WebOrigin> own_origin(const Request& request, const Site& site);

/// Whether `origin` is this server: `public_url`, or the Host of the request over whichever scheme.
bool is_own_origin(const WebOrigin& origin, const Request& request, const Site& site);

/// Whether `origin` is that of a page of this server, such as /embed, which need not be listed.
/// A name that is not `public_url` could be made to lead here by whoever owns it, with a page of
/// theirs behind it (DNS rebinding): of what the Host says only addresses and "localhost" count.
bool is_own_page(const WebOrigin& origin, const Request& request, const Site& site);

}  // namespace tickerd::http
