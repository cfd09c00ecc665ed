#include "net/redirect.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "net/ascii.hpp"

namespace tickerd::net {
namespace {

/// What may be told to a host that the operator did not give the key to.
constexpr std::array<std::string_view, 4> harmless_headers{"accept", "user-agent", "if-none-match",
                                                           "if-modified-since"};

bool keeps_method(int status) { return status == 307 || status == 308; }

bool is_same_place(const Url& from, const Url& to) {
  if (from.host() != to.host()) return false;
  const bool is_upgrade = !from.is_https() && to.is_https();
  return is_upgrade || from.port() == to.port();
}

bool is_listed(const std::vector<std::string>& hosts, const Url& url) {
  const auto authority = url.authority();
  const auto with_port = fmt::format("{}:{}", authority, url.port());
  return std::ranges::any_of(hosts, [&](const std::string& listed) {
    const auto host = lower(listed);
    return host == authority || host == with_port;
  });
}

}  // namespace

Result<std::optional<Url>> redirect_of(const Url& home, const Url& url, const HttpRequest& request,
                                       const HttpResponse& response) {
  const int status = response.status;
  const bool is_redirect =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  const auto location = response.header("Location");
  if (!is_redirect || location.empty()) return std::nullopt;
  auto next = url.resolve(location);
  if (!next) {
    return fail(next.error().code, fmt::format("Location: {}", next.error().detail));
  }
  if (url.is_https() && !next->is_https()) {
    return fail(Errc::refused, "expected a redirect to https, got one to http");
  }
  const bool is_allowed = is_same_place(url, *next) || is_same_place(home, *next) ||
                          is_listed(request.redirect_hosts, *next);
  if (!is_allowed) {
    return fail(Errc::refused,
                fmt::format("expected a redirect to the same {}, got one to {}; redirect_hosts "
                            "permits it",
                            next->host() == url.host() ? "port" : "host", next->authority()));
  }
  if (!is_same_place(home, *next) && keeps_method(status) && !request.body.empty()) {
    return fail(Errc::refused,
                fmt::format("expected status 303, got {}: what was sent is not sent to {} too",
                            status, next->authority()));
  }
  return std::optional<Url>(*std::move(next));
}

HttpRequest redirected(HttpRequest request, const Url& url, const Url& next, int status) {
  if (!keeps_method(status) && request.method != "HEAD") {
    request.method = "GET";
    request.body.clear();
    std::erase_if(request.headers,
                  [](const auto& header) { return lower(header.first).starts_with("content-"); });
  }
  if (!is_same_place(url, next)) {
    std::erase_if(request.headers, [](const auto& header) {
      return std::ranges::find(harmless_headers, lower(header.first)) == harmless_headers.end();
    });
  }
  return request;
}

}  // namespace tickerd::net
