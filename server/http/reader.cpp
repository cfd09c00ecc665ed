#include "http/reader.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include <fmt/format.h>

namespace tickerd::http {
namespace {

constexpr std::string_view scheme = "Bearer ";

bool is_private(const rates::CurrencyPair& pair, const Site& site) {
  return std::ranges::binary_search(site.private_pairs, pair);
}

bool is_configured(const rates::CurrencyPair& pair, const Site& site) {
  return std::ranges::find(site.pairs, pair, &rates::PairRule::pair) != site.pairs.end();
}

}  // namespace

bool Reader::may_read(const rates::CurrencyPair& pair) const {
  if (site_.private_pairs.empty()) return true;
  if (grant_ != nullptr && grant_->scopes.may_read(pair)) return true;
  return is_configured(pair, site_) && !is_private(pair, site_);
}

std::vector<const rates::PairRule*> Reader::pairs() const {
  std::vector<const rates::PairRule*> rules;
  for (const auto& rule : site_.pairs) {
    const bool granted = grant_ != nullptr && grant_->scopes.may_read(rule.pair);
    if (granted || !is_private(rule.pair, site_)) rules.push_back(&rule);
  }
  return rules;
}

stream::Entitlement Reader::entitlement() const {
  stream::Entitlement entitlement;
  if (grant_ == nullptr || site_.private_pairs.empty()) return entitlement;
  if (grant_->scopes.reads_all) {
    entitlement.all = true;
  } else {
    std::ranges::set_intersection(site_.private_pairs, grant_->scopes.reads,
                                  std::back_inserter(entitlement.pairs));
  }
  return entitlement;
}

std::string Reader::edition() const {
  const auto own = entitlement();
  if (own == stream::Entitlement{}) return {};
  if (own.all) return "-all";
  std::string names;
  for (const auto& pair : own.pairs) names += pair.text() + ' ';
  return fmt::format("-{:08x}", static_cast<std::uint32_t>(std::hash<std::string>{}(names)));
}

Response Reader::refuse(const rates::CurrencyPair& pair) const {
  const bool is_known = grant_ != nullptr;
  auto response =
      problem(is_known ? 403 : 401, is_known ? "forbidden" : "token_required",
              fmt::format("{} is not public: expected a token with the scope \"read:{}\"",
                          pair.text(), pair.text()));
  response.set("WWW-Authenticate", is_known ? R"(Bearer error="insufficient_scope")" : "Bearer");
  return response;
}

std::string_view token_of(const Request& request) {
  const auto authorization = request.header("authorization");
  if (!authorization) return request.parameter("token").value_or("");
  if (!equal_ignoring_case(authorization->substr(0, scheme.size()), scheme)) return {};
  return trimmed(authorization->substr(scheme.size()));
}

rates::Result<access::GrantPtr> grant_of(const Request& request, const Site& site,
                                         rates::Timestamp now) {
  if (site.private_pairs.empty() || !request.path.starts_with("/v1/")) return nullptr;
  const auto token = token_of(request);
  if (token.empty()) return nullptr;
  return site.bearers.admit(token, now);
}

Response refuse_token(const rates::Error& why) {
  auto response = problem(401, "invalid_token", why.detail);
  response.set("WWW-Authenticate",
               fmt::format(R"(Bearer error="invalid_token", error_description="{}")", why.detail));
  return response;
}

void mark_for_reader(Response& response, const Site& site, const access::GrantPtr& grant) {
  if (site.private_pairs.empty()) return;
  response.set("Vary", "Authorization");
  const bool may_be_kept = !response.header("Cache-Control").value_or("").starts_with("no-store");
  if (grant && may_be_kept) response.replace("Cache-Control", "private, no-cache");
}

}  // namespace tickerd::http
