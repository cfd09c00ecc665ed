#include "http/origin.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "http/web_origin.hpp"

namespace tickerd::http {
namespace {

/// An Origin header as the list has it; none when it is no web origin.
std::optional<std::string> normalised(std::string_view origin) {
  const auto parsed = WebOrigin::parse(origin);
  if (!parsed) return std::nullopt;
  return parsed->text();
}

}  // namespace

rates::Result<OriginRules> OriginRules::parse(const std::vector<std::string>& allowed) {
  OriginRules rules;
  rules.any_ = false;
  for (const auto& item : allowed) {
    if (item == "*") {
      rules.any_ = true;
    } else if (item == "null") {
      rules.allowed_.push_back(item);
    } else if (auto origin = normalised(item)) {
      rules.allowed_.push_back(*std::move(origin));
    } else {
      return rates::fail(
          rates::Errc::bad_argument,
          fmt::format(R"(expected "*", "null" or an origin like "https://news.example", got "{}")",
                      item));
    }
  }
  return rules;
}

bool OriginRules::allows(std::string_view header) const {
  if (any_) return true;
  const auto same = [this](std::string_view origin) {
    return std::ranges::find(allowed_, origin) != allowed_.end();
  };
  if (header == "null") return same(header);
  const auto origin = normalised(header);
  return origin && same(*origin);
}

void OriginRules::mark(const Request& request, Response& response) const {
  if (response.header("Access-Control-Allow-Origin")) return;
  if (any_) {
    response.set("Access-Control-Allow-Origin", "*");
  } else {
    response.set("Vary", "Origin");
    const auto origin = request.header("origin");
    if (!origin || !allows(*origin)) return;
    response.set("Access-Control-Allow-Origin", std::string(*origin));
  }
  response.set("Access-Control-Expose-Headers", "ETag, Retry-After");
}

}  // namespace tickerd::http
