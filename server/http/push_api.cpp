#include "http/push_api.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "http/reader.hpp"

namespace tickerd::http {
namespace {

using Json = nlohmann::ordered_json;

Response refusal_of(const rates::Error& error) {
  switch (error.code) {
    case rates::Errc::refused:
      return problem(415, "unsupported_media_type", error.detail);
    case rates::Errc::too_large:
      return problem(413, "body_too_large", error.detail);
    case rates::Errc::cancelled: {
      auto response = problem(503, "draining", error.detail);
      response.set("Retry-After", "5");
      return response;
    }
    default:
      return problem(400, rates::to_string(error.code), error.detail);
  }
}

Response not_a_post() {
  auto response = problem(405, "method_not_allowed", "expected POST");
  response.set("Allow", "POST");
  return response;
}

/// The same for a missing and a wrong token.
Response no_good_token() {
  auto response =
      problem(401, "unauthorized",
              "expected the token of a pushed feed, as \"Authorization: Bearer TOKEN\"");
  response.set("WWW-Authenticate", "Bearer");
  return response;
}

Response not_of_its_scope() {
  auto response = problem(403, "forbidden", "expected a token with the scope \"push:FEED\"");
  response.set("WWW-Authenticate", R"(Bearer error="insufficient_scope")");
  return response;
}

}  // namespace

bool is_push(const Request& request, const Site& site) {
  return request.path == push_path && !site.pushed_feeds.empty();
}

std::expected<std::string, Response> feed_to_push(const Request& request, const Site& site,
                                                  rates::Timestamp now) {
  if (request.method != "POST") return std::unexpected(not_a_post());
  const auto token = token_of(request);
  const auto grant =
      token.empty() ? rates::fail(rates::Errc::refused, "") : site.bearers.admit(token, now);
  if (!grant) return std::unexpected(no_good_token());
  std::vector<std::string> feeds;
  for (const auto& feed : (*grant)->scopes.pushes) {
    if (std::ranges::find(site.pushed_feeds, feed) != site.pushed_feeds.end())
      feeds.push_back(feed);
  }
  const auto named = request.parameter("feed");
  if (named) std::erase_if(feeds, [&](const auto& feed) { return feed != *named; });
  if (feeds.empty()) return std::unexpected(not_of_its_scope());
  if (feeds.size() > 1) {
    return std::unexpected(
        problem(400, "bad_query", fmt::format("feed: expected one of {}", fmt::join(feeds, ", "))));
  }
  return feeds.front();
}

Response push_answer(const PushResult& result) {
  if (!result) return refusal_of(result.error());
  auto problems = Json::array();
  for (const auto& [where, what] : result->problems) {
    problems.push_back({{"where", where}, {"what", what}});
  }
  const Json answer{
      {"taken", result->taken}, {"problems", std::move(problems)}, {"held", result->held}};
  // A problem may quote bytes of the body that are no UTF-8.
  auto text = answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  auto response = text_response(200, "application/json", std::move(text));
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace tickerd::http
