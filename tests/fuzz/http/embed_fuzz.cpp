#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/query.hpp"
#include "http/router.hpp"
#include "unit/http/sample_site.hpp"

namespace {

using namespace tickerd;

/// What a page of /embed is made of; a '<' before anything else came from outside.
constexpr std::array tags{
    "html",  "!--",    "script",  "/script",  "link",       "rate-ticker", "/rate-ticker", "ul",
    "/ul",   "li>",    "/li>",    "p ",       "/p>",        "noscript>",   "a ",           "/a>",
    "time ", "/time>", "strong>", "/strong>", "/noscript>", "/html>"};

bool is_sound_page(std::string_view page) {
  for (auto at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    const auto rest = page.substr(at + 1);
    if (std::ranges::none_of(tags, [rest](const auto* tag) { return rest.starts_with(tag); })) {
      return false;
    }
  }
  return true;
}

bool has_sound_headers(const http::Response& response) {
  return std::ranges::none_of(response.headers, [](const auto& field) {
    return std::ranges::any_of(field.second, [](char c) { return c < ' ' || c == '\x7f'; });
  });
}

std::string_view take_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

}  // namespace

/// The first line is a Host, the second a query, which all three paths are asked with; the third a
/// number that says how the site is configured.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto host = take_line(rest);
  auto query = http::parse_query(take_line(rest));
  if (!query) return 0;
  static const auto board = http::test::sample_board();
  static auto site = http::test::sample_site();
  site.public_url = rest.starts_with('1') ? "https://rates.example" : "";
  site.origins = http::OriginRules::parse({rest.starts_with('2') ? "null" : "*"}).value();
  http::Request request;
  request.method = "GET";
  request.query = *std::move(query);
  request.headers = {{"host", std::string(host)}};
  for (const auto* const path : {"/embed", "/oembed", "/v1/check"}) {
    request.path = path;
    const auto response = http::route(request, {.board = board, .site = site});
    if (response.status < 200 || response.status > 501 || !response.body) std::abort();
    if (!has_sound_headers(response)) std::abort();
    const bool is_page = response.content_type.starts_with("text/html");
    if (is_page && !is_sound_page(*response.body)) std::abort();
  }
  return 0;
}
