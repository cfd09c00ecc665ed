#include "http/origin.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "http/web_origin.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view wildcard = "://*.";

/// The part of "https://*.news.example" without its wildcard; none where there is none.
std::optional<std::string> without_wildcard(std::string_view item) {
  const auto at = item.find(wildcard);
  if (at == std::string_view::npos) return std::nullopt;
  return std::string(item.substr(0, at + 3)) + std::string(item.substr(at + wildcard.size()));
}

/// Whether a wildcard may stand before `host`: a name of two labels at least, of letters.
bool has_subdomains(const WebOrigin& origin) {
  const auto& host = origin.host();
  const auto label = host.rfind('.');
  return label != std::string::npos && label > 0 && label + 1 < host.size() && !origin.is_address();
}

}  // namespace

rates::Result<OriginRules> OriginRules::parse(const std::vector<std::string>& allowed) {
  OriginRules rules;
  rules.any_ = false;
  for (const auto& item : allowed) {
    if (item == "*") {
      rules.any_ = true;
      continue;
    }
    if (item == "null") {
      rules.allowed_.push_back(item);
      continue;
    }
    const auto domain = without_wildcard(item);
    const auto origin = WebOrigin::parse(domain ? *domain : item);
    if (!origin || (domain && !has_subdomains(*origin))) {
      return rates::fail(
          rates::Errc::bad_argument,
          fmt::format(R"(expected "*", "null", an origin like "https://news.example" or )"
                      R"("https://*.news.example", got {})",
                      rates::in_quotes(item)));
    }
    if (domain) {
      rules.subdomains_.push_back({origin->scheme(), '.' + origin->host(), origin->port()});
      rules.allowed_.push_back(
          fmt::format("{}{}{}", origin->scheme(), wildcard, origin->authority()));
    } else {
      rules.allowed_.push_back(origin->text());
    }
  }
  return rules;
}

bool OriginRules::allows(std::string_view header) const {
  if (any_) return true;
  const auto is_listed = [this](std::string_view origin) {
    return std::ranges::find(allowed_, origin) != allowed_.end();
  };
  if (header == "null") return is_listed(header);
  const auto origin = WebOrigin::parse(header);
  if (!origin) return false;
  const auto is_of = [&origin](const Subdomains& all) {
    return origin->scheme() == all.scheme && origin->port() == all.port &&
           origin->host().size() > all.of.size() && origin->host().ends_with(all.of);
  };
  return is_listed(origin->text()) || std::ranges::any_of(subdomains_, is_of);
}

void OriginRules::mark(const Request& request, Response& response) const {
  if (response.header("Cross-Origin-Resource-Policy")) return;  // a page, or it was before
  // A picture of the tape is for pages under Cross-Origin-Embedder-Policy too.
  response.set("Cross-Origin-Resource-Policy", "cross-origin");
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
