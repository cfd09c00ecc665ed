#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace tickerd::http {

/// GET /v1/check?site=https://news.example&csp=...: which setting, here or on the site, keeps the
/// tape away from a page of that site whose Content-Security-Policy is `csp`. Nothing is asked
/// outside. Pure.
Response check(const Request& request, const View& view);

}  // namespace tickerd::http
