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
constexpr std::string_view history_path = "/v1/history";
constexpr std::string_view websocket_path = "/v1/stream";
constexpr std::string_view events_path = "/v1/events";
constexpr std::array<std::string_view, 4> rates_paths{"/v1/rates", "/v1/tape", websocket_path,
                                                      events_path};

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
  const auto query = parse_rates_query(request, view.reader(), stream::Transport::sse);
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
    {"/v1/rates", rates_list},  {convert_path, convert},     {"/v1/pairs", pair_catalogue},
    {"/v1/tape", tape},         {websocket_path, websocket}, {events_path, event_stream},
    {history_path, no_history}, {explain_path, explain},     {"/v1/check", check},
    {embed_path, embed},        {oembed_path, oembed},       {"/v1/status", status},
    {"/livez", live},           {"/readyz", ready},
};

/// The rates-bearing paths: a page from elsewhere may be barred from their streams.
bool is_stream(std::string_view path) { return path == websocket_path || path == events_path; }

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
  response.set("Access-Control-Allow-Headers",
               "Authorization, If-None-Match, Last-Event-ID, Cache-Control");
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

/// The pair of a request that is about one; none when it is about none or wrong in itself.
std::optional<rates::CurrencyPair> only_pair(const Request& request) {
  const auto parsed = [](auto result) { return result ? std::optional(*result) : std::nullopt; };
  if (request.path.starts_with(one_rate_prefix)) {
    const auto name = std::string_view(request.path).substr(one_rate_prefix.size());
    return parsed(rates::CurrencyPair::parse(name));
  }
  if (request.path == convert_path) return parsed(parse_convert_pair(request));
  if (request.path == explain_path) return parsed(parse_explain_pair(request));
  if (request.path == history_path) {
    return parsed(rates::CurrencyPair::parse(request.parameter("pair").value_or("")));
  }
  return std::nullopt;
}

}  // namespace

Response route(const Request& request, const View& view) {
  auto response = answer(request, view);
  // Pages are for visitors; everything else is for other people's pages too.
  const bool is_page = response.header("Content-Security-Policy").has_value();
  if (!is_page) view.site.origins.mark(request, response);
  return response;
}

std::optional<Response> refuse_reading(const Request& request, const View& view) {
  if (!request.reads()) return std::nullopt;
  const auto reader = view.reader();
  if (const auto pair = only_pair(request)) {
    return reader.may_read(*pair) ? std::nullopt : std::optional(reader.refuse(*pair));
  }
  if (std::ranges::find(rates_paths, request.path) == rates_paths.end()) return std::nullopt;
  const auto query = parse_rates_query(request, reader, stream::Transport::sse);
  if (!query || (is_stream(request.path) && !query->pairs.empty())) return std::nullopt;
  // A page hears of a refused WebSocket no more than that it failed.
  if (request.path == websocket_path) return std::nullopt;
  for (const auto& [text, code] : query->failed) {
    if (code == forbidden_pair) return reader.refuse(*rates::CurrencyPair::parse(text));
  }
  return std::nullopt;
}

std::vector<rates::CurrencyPair> untracked_pairs(const Request& request, const View& view) {
  std::vector<rates::CurrencyPair> asked;
  if (!request.reads()) return asked;
  if (const auto pair = only_pair(request)) {
    if (request.path != history_path) asked.push_back(*pair);
  } else if (request.path == embed_path) {
    if (auto query = parse_embed_query(request, view.reader())) {
      asked = std::move(query->rates.pairs);
    }
  } else if (std::ranges::find(rates_paths, request.path) != rates_paths.end()) {
    if (auto query = parse_rates_query(request, view.reader(), stream::Transport::sse)) {
      asked = std::move(query->pairs);
    }
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
