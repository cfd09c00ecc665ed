#include "http/oembed.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "http/embed.hpp"
#include "http/embed_query.hpp"
#include "http/html.hpp"
#include "http/own_origin.hpp"
#include "http/query.hpp"

namespace tickerd::http {
namespace {

using rates::Errc;
using rates::fail;
using rates::Result;

// Pixels.
constexpr int usual_width = 640;
constexpr int line_height = 44;
constexpr int row_height = 26;  // of a rate in a list
constexpr int most_rows = 16;
constexpr int largest = 100'000;

struct Size {
  int width;
  int height;
};

/// An address of /embed on this server.
struct EmbedAddress {
  std::string text;  ///< as browsers are to ask for it
  EmbedQuery query;
};

Result<int> read_limit(const Request& request, std::string_view name) {
  const auto text = request.parameter(name);
  if (!text) return largest;
  const auto limit = whole_number(*text);
  if (limit && *limit >= 1 && *limit <= largest) return *limit;
  return fail(Errc::bad_argument,
              fmt::format("{}: expected a whole number of px from 1 to {}, got {}", name, largest,
                          rates::in_quotes(*text)));
}

Result<Size> read_size(const Request& request, Size usual) {
  const auto width = read_limit(request, "maxwidth");
  if (!width) return std::unexpected(width.error());
  const auto height = read_limit(request, "maxheight");
  if (!height) return std::unexpected(height.error());
  return Size{.width = std::min(usual.width, *width), .height = std::min(usual.height, *height)};
}

Result<EmbedAddress> read_address(std::string_view url, const Request& request, const Site& site) {
  const auto scheme_end = url.find("://");
  const auto path = scheme_end == std::string_view::npos ? std::string_view::npos
                                                         : url.find_first_of("/?#", scheme_end + 3);
  const auto origin = WebOrigin::parse(url.substr(0, path));
  if (!origin || path == std::string_view::npos || !is_own_origin(*origin, request, site)) {
    return fail(Errc::not_found, fmt::format("url: expected an address of this server, got {}",
                                             rates::in_quotes(url)));
  }
  const auto rest = url.substr(0, url.find('#')).substr(path);
  const auto mark = std::min(rest.find('?'), rest.size());
  if (rest.substr(0, mark) != embed_path) {
    return fail(Errc::not_found, fmt::format("url: expected an address of {}, got {}", embed_path,
                                             rates::in_quotes(rest.substr(0, mark))));
  }
  auto fields = parse_query(rest.substr(std::min(mark + 1, rest.size())));
  if (!fields) return fail(Errc::not_found, "url: " + fields.error().detail);
  Request asked;
  asked.method = "GET";
  asked.path = embed_path;
  asked.query = *std::move(fields);
  auto query = parse_embed_query(asked, Reader(site));
  if (!query) return fail(Errc::not_found, "url: " + query.error().detail);
  auto text = site.public_url.empty() ? origin->text() : site.public_url;
  text += embed_path;
  if (const auto fields_text = query->text(); !fields_text.empty()) text += '?' + fields_text;
  return EmbedAddress{.text = std::move(text), .query = *std::move(query)};
}

Size usual_size(const EmbedQuery& query) {
  if (query.value("layout") != "list") return {.width = usual_width, .height = line_height};
  const auto rows = std::clamp(static_cast<int>(query.rates.pairs.size()), 1, most_rows);
  return {.width = usual_width, .height = line_height + row_height * (rows - 1)};
}

std::string frame_html(const EmbedAddress& address, std::string_view title, Size size) {
  return fmt::format(
      R"(<iframe src="{}" width="{}" height="{}" title="{}" frameborder="0" loading="lazy"></iframe>)",
      html_escaped(address.text), size.width, size.height, html_escaped(title));
}

}  // namespace

Response oembed(const Request& request, const View& view) {
  const auto format = request.parameter("format").value_or("json");
  if (format != "json") {
    return problem(501, "unknown_format",
                   fmt::format("format: expected json, got {}", rates::in_quotes(format)));
  }
  const auto url = request.parameter("url");
  if (!url) return problem(400, "bad_query", "url: expected an address of this server's /embed");
  const auto address = read_address(*url, request, view.site);
  if (!address) return problem(404, "unknown_url", address.error().detail);
  const auto size = read_size(request, usual_size(address->query));
  if (!size) return problem(400, "bad_query", size.error().detail);
  const auto label = address->query.value("label");
  const auto title = std::string(label.empty() ? "Exchange rates" : label);
  const auto origin = address->text.substr(0, address->text.find(embed_path));
  const nlohmann::ordered_json answer{{"version", "1.0"},
                                      {"type", "rich"},
                                      {"title", title},
                                      {"provider_name", "tickerd"},
                                      {"provider_url", origin + '/'},
                                      {"cache_age", 3600},
                                      {"html", frame_html(*address, title, *size)},
                                      {"width", size->width},
                                      {"height", size->height}};
  auto response = text_response(200, "application/json", answer.dump());
  response.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace tickerd::http
