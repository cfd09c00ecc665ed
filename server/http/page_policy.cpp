#include "http/page_policy.hpp"

#include <fmt/format.h>

namespace tickerd::http {
namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'";

}  // namespace

Fields page_headers(std::string_view frame_ancestors) {
  return {{"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"Cache-Control", "no-cache"},
          {"Content-Security-Policy",
           fmt::format("{}; frame-ancestors {}", page_policy, frame_ancestors)}};
}

}  // namespace tickerd::http
