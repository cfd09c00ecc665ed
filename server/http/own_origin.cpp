#include "http/own_origin.hpp"

#include <string>

namespace tickerd::http {
namespace {

std::optional<WebOrigin> parsed(std::string_view text) {
  auto origin = WebOrigin::parse(text);
  if (!origin) return std::nullopt;
  return *std::move(origin);
}

/// The Host of the request as an origin of that scheme.
std::optional<WebOrigin> host_of(const Request& request, std::string_view scheme) {
  const auto host = request.header("host");
  if (!host) return std::nullopt;
  return parsed(std::string(scheme) + "://" + std::string(trimmed(*host)));
}

bool is_public_url(const WebOrigin& origin, const Site& site) {
  return !site.public_url.empty() && parsed(site.public_url) == origin;
}

}  // namespace

std::optional<WebOrigin> own_origin(const Request& request, const Site& site) {
  if (!site.public_url.empty()) return parsed(site.public_url);
  return host_of(request, site.tls ? "https" : "http");
}

bool is_own_origin(const WebOrigin& origin, const Request& request, const Site& site) {
  return is_public_url(origin, site) || host_of(request, origin.scheme()) == origin;
}

bool is_own_page(const WebOrigin& origin, const Request& request, const Site& site) {
  return is_public_url(origin, site) || ((origin.is_loopback() || origin.is_address()) &&
                                         host_of(request, origin.scheme()) == origin);
}

}  // namespace tickerd::http
