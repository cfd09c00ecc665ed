#include "http/page_policy.hpp"

#include <fmt/format.h>

namespace tickerd::http {
namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

/// None of it is used, by us or by what a page of ours could be made to load.
constexpr std::string_view permissions =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

}  // namespace

Fields page_headers(std::string_view frame_ancestors) {
  const bool is_framed = frame_ancestors != "'none'";
  return {{"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"Cache-Control", "no-cache"},
          {"Content-Security-Policy",
           fmt::format("{}; frame-ancestors {}", page_policy, frame_ancestors)},
          {"Permissions-Policy", std::string(permissions)},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", is_framed ? "cross-origin" : "same-origin"}};
}

}  // namespace tickerd::http
