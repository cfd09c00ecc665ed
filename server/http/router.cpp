#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "http/check_api.hpp"
#include "http/embed.hpp"
#include "http/embed_query.hpp"
#include "http/explain_api.hpp"
#include "http/handshake.hpp"
#include "http/oembed.hpp"
#include "http/operations.hpp"
#include "http/own_origin.hpp"
#include "http/query.hpp"
#include "http/rates_api.hpp"
#include "http/status_api.hpp"

namespace tickerd::http {
namespace {

using Handler = Response (*)(const Request&, const View&);

struct Route {
  std::string_view path;
  Handler handler;
};

constexpr std::string_view one_rate_prefix = "/v1/rates/";
constexpr std::string_view convert_path = "/v1/convert";
constexpr std::string_view explain_path = "/v1/explain";
constexpr std::array rates_paths{"/v1/rates", "/v1/tape", "/v1/stream", "/v1/events"};

Response live(const Request&, const View&) { return status_response(true); }
Response ready(const Request&, const View& view) { return status_response(view.ready); }

Response websocket(const Request& request, const View& view) {
  return answer_handshake(request, view.site.compression);
}

bool can_be_had(const rates::CurrencyPair& pair, const View& view) {
  return view.board.find(pair) != nullptr ||
         std::ranges::find(view.site.pairs, pair, &rates::PairRule::pair) != view.site.pairs.end();
}

Response event_stream(const Request& request, const View& view) {
  const auto query = parse_rates_query(request, view.site, stream::Transport::sse);
  if (!query) return problem(400, "bad_query", query.error().detail);
  const auto known = [&view](const auto& pair) { return can_be_had(pair, view); };
  if (!query->options.all_pairs && std::ranges::none_of(query->pairs, known)) {
    return problem(404, "unknown_pair", "no source quotes any of the pairs");
  }
  Response response;
  response.content_type = "text/event-stream; charset=utf-8";
  response.continues = Continues::as_event_stream;
  response.set("Cache-Control", "no-store, no-transform");
  response.set("X-Accel-Buffering", "no");
  return response;
}

/// Reading it takes time: the edge answers before it asks here.
Response no_history(const Request&, const View&) {
  return problem(404, "no_history", "no history is kept");
}

constexpr Route routes[] = {
    {"/v1/rates", rates_list},
    {convert_path, convert},
    {"/v1/pairs", pair_catalogue},
    {"/v1/tape", tape},
    {"/v1/stream", websocket},
    {"/v1/events", event_stream},
    {"/v1/history", no_history},
    {explain_path, explain},
    {"/v1/check", check},
    {embed_path, embed},
    {oembed_path, oembed},
    {"/v1/status", status},
    {"/livez", live},
    {"/readyz", ready},
};

/// The rates-bearing paths: a page from elsewhere may be barred from their streams.
bool is_stream(std::string_view path) { return path == "/v1/stream" || path == "/v1/events"; }

/// Whether a page of `origin` may subscribe.
bool may_subscribe(std::string_view origin, const Request& request, const View& view) {
  if (view.site.origins.allows(origin)) return true;
  const auto parsed = WebOrigin::parse(origin);
  return parsed && is_own_page(*parsed, request, view.site);
}

Response not_allowed() {
  auto response = problem(405, "method_not_allowed", "expected GET, HEAD or OPTIONS");
  response.set("Allow", "GET, HEAD, OPTIONS");
  return response;
}

Response preflight() {
  Response response;
  response.status = 204;
  response.set("Allow", "GET, HEAD, OPTIONS");
  response.set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
  response.set("Access-Control-Allow-Headers", "If-None-Match, Last-Event-ID, Cache-Control");
  response.set("Access-Control-Max-Age", "86400");
  return response;
}

std::optional<Response> dispatch(const Request& request, const View& view) {
  for (const auto& [path, handler] : routes) {
    if (request.path == path) return handler(request, view);
  }
  if (request.path.starts_with(one_rate_prefix)) {
    return one_rate(request, std::string_view(request.path).substr(one_rate_prefix.size()), view);
  }
  if (WidgetRelease::covers(request.path)) return view.site.widget.answer(request);
  if (view.site.files.contains(request.path)) return view.site.files.answer(request);
  return std::nullopt;
}

bool is_known(std::string_view path, const View& view) {
  return path == "*" || path.starts_with(one_rate_prefix) || WidgetRelease::covers(path) ||
         view.site.files.contains(path) ||
         std::ranges::find(routes, path, &Route::path) != std::end(routes);
}

Response answer(const Request& request, const View& view) {
  if (!is_known(request.path, view)) {
    return problem(404, "not_found", "nothing is served under this path");
  }
  if (request.method == "OPTIONS") return preflight();
  if (!request.reads()) return not_allowed();
  if (is_stream(request.path)) {
    const auto origin = request.header("origin");
    if (origin && !may_subscribe(*origin, request, view)) {
      return problem(403, "origin_not_allowed", "pages of this origin may not subscribe");
    }
  }
  return *dispatch(request, view);
}

}  // namespace

Response route(const Request& request, const View& view) {
  auto response = answer(request, view);
  // Pages are for visitors; everything else is for other people's pages too.
  const bool is_page = response.header("Content-Security-Policy").has_value();
  if (!is_page) view.site.origins.mark(request, response);
  return response;
}

std::vector<rates::CurrencyPair> untracked_pairs(const Request& request, const View& view) {
  std::vector<rates::CurrencyPair> asked;
  if (!request.reads()) return asked;
  if (request.path.starts_with(one_rate_prefix)) {
    const auto name = std::string_view(request.path).substr(one_rate_prefix.size());
    if (const auto pair = rates::CurrencyPair::parse(name)) asked.push_back(*pair);
  } else if (request.path == convert_path) {
    if (const auto pair = parse_convert_pair(request)) asked.push_back(*pair);
  } else if (request.path == explain_path) {
    if (const auto pair = parse_explain_pair(request)) asked.push_back(*pair);
  } else if (request.path == embed_path) {
    if (auto query = parse_embed_query(request, view.site)) asked = std::move(query->rates.pairs);
  } else if (std::ranges::find(rates_paths, request.path) != rates_paths.end()) {
    if (auto query = parse_rates_query(request, view.site, stream::Transport::sse))
      asked = std::move(query->pairs);
  }
  std::erase_if(asked, [&view](const auto& pair) { return can_be_had(pair, view); });
  return asked;
}

std::optional<rates::CurrencyPair> pair_to_explain(const Request& request, const View& view) {
  if (!request.reads() || request.path != explain_path) return std::nullopt;
  const auto pair = parse_explain_pair(request);
  if (!pair || view.board.find(*pair) == nullptr) return std::nullopt;
  return *pair;
}

}  // namespace tickerd::http
