#include "http/push_api.hpp"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

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

}  // namespace

bool is_push(const Request& request, const Site& site) {
  return request.path == push_path && !site.push_doors.empty();
}

Response refuse_push(const Request& request) {
  if (request.method != "POST") {
    auto response = problem(405, "method_not_allowed", "expected POST");
    response.set("Allow", "POST");
    return response;
  }
  auto response =
      problem(401, "unauthorized",
              "expected the token of a pushed feed, as \"Authorization: Bearer TOKEN\"");
  response.set("WWW-Authenticate", "Bearer");
  return response;
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
