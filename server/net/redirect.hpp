#pragma once

#include <optional>

#include "net/http_client.hpp"
#include "net/url.hpp"

namespace tickerd::net {

/// Where `response` to the request of `url` leads: nowhere unless it is a redirect (RFC 9110 15.4).
/// `home` is where the first request went.
///
/// Allowed are the host and port it came from and, from http to https, any port of that host; also
/// `home` and what `request.redirect_hosts` lists. Fails with Errc::refused for any other, for the
/// way from https back to http, and for a body that would be sent to another host; as Url::resolve
/// for a Location that is no URL.
Result<std::optional<Url>> redirect_of(const Url& home, const Url& url, const HttpRequest& request,
                                       const HttpResponse& response);

/// The request that follows the redirect `response` from one URL to `next`: a GET, or what was
/// asked after 307 and 308. To another host go only the headers that cannot hold a key.
HttpRequest redirected(HttpRequest request, const Url& url, const Url& next, int status);

}  // namespace tickerd::net
