#include "http/check_api.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "http/embed_check.hpp"
#include "http/own_origin.hpp"

namespace tickerd::http {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array ways{EmbedWay::script, EmbedWay::frame, EmbedWay::picture};

/// The origin of what somebody types: "news.example", "https://news.example/markets?x".
rates::Result<WebOrigin> read_site(std::string_view text) {
  text = trimmed(text);
  const auto scheme_end = text.find("://");
  const auto start = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  auto address = std::string(text.substr(0, text.find_first_of("/?#", start)));
  if (scheme_end == std::string_view::npos) address = "https://" + address;
  auto origin = WebOrigin::parse(address);
  if (!origin) {
    return rates::fail(rates::Errc::bad_argument,
                       fmt::format("site: expected a site such as \"https://news.example\", got {}",
                                   rates::in_quotes(text)));
  }
  return origin;
}

Json ways_json(const Finding& finding) {
  auto list = Json::array();
  for (const auto way : finding.ways) list.push_back(to_string(way));
  return list;
}

}  // namespace

Response check(const Request& request, const View& view) {
  const auto site = read_site(request.parameter("site").value_or(""));
  if (!site) return problem(400, "bad_query", site.error().detail);
  const auto server = own_origin(request, view.site);
  if (!server) return problem(400, "bad_host", "expected a Host that browsers could call");
  const auto findings = check_embed({.site = *site,
                                     .server = *server,
                                     .policies = parse_csp(request.parameter("csp").value_or("")),
                                     .origins = view.site.origins,
                                     .frame_ancestors = view.site.frame_ancestors,
                                     .script_path = view.site.widget.script_path(),
                                     .script_integrity = view.site.widget.script_integrity()});
  auto verdicts = Json::object();
  for (const auto way : ways) verdicts[to_string(way)] = to_string(verdict_of(findings, way));
  auto list = Json::array();
  for (const auto& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"ways", ways_json(finding)},
                    {"verdict", to_string(finding.verdict)},
                    {"subject", finding.subject},
                    {"why", finding.why},
                    {"line", finding.line},
                    {"place", finding.place}});
  }
  const Json told{{"site", site->text()},
                  {"server", server->text()},
                  {"ways", std::move(verdicts)},
                  {"findings", std::move(list)}};
  // A policy is the caller's own text and may be no UTF-8.
  auto response = text_response(200, "application/json",
                                told.dump(-1, ' ', false, Json::error_handler_t::replace));
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace tickerd::http
