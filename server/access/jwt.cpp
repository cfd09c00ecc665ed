#include "access/jwt.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ranges>

#include <nlohmann/json.hpp>

#include "access/base64url.hpp"

namespace tickerd::access {
namespace {

using nlohmann::json;
using rates::Timestamp;

std::unexpected<rates::Error> refuse(const char* why) {
  return rates::fail(rates::Errc::refused, why);
}
std::unexpected<rates::Error> not_accepted() { return refuse("the token is not accepted"); }

/// The three parts of the compact form.
struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;  ///< the first two and the dot between them
};

std::optional<Parts> parts_of(std::string_view token) {
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const Parts parts{.header = token.substr(0, first),
                    .claims = token.substr(first + 1, last - first - 1),
                    .signature = token.substr(last + 1),
                    .signed_text = token.substr(0, last)};
  if (parts.claims.contains('.')) return std::nullopt;
  return parts;
}

std::optional<json> object_of(std::string_view part) {
  const auto text = base64url_decoded(part);
  if (!text) return std::nullopt;
  auto object = json::parse(*text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  return object;
}

/// The text at `key`; none when it is missing or no text.
std::optional<std::string> text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

/// Whether the key may have signed a token of that header.
bool may_sign(const JwtKey& key, Algorithm algorithm, const std::optional<std::string>& id) {
  return key.algorithm() == algorithm && (!id || key.id().empty() || key.id() == *id);
}

/// The key that signed the token; null when none did.
const JwtKey* signer_of(const Parts& parts, const JwtRules& rules) {
  const auto header = object_of(parts.header);
  const auto signature = base64url_decoded(parts.signature);
  if (!header || !signature || header->contains("crit")) return nullptr;
  const auto name = text_at(*header, "alg");
  const auto algorithm = name ? parse_algorithm(*name) : not_accepted();
  if (!algorithm || (header->contains("kid") && !text_at(*header, "kid"))) return nullptr;
  const auto id = text_at(*header, "kid");
  const auto signed_it = [&](const JwtKey& key) {
    return may_sign(key, *algorithm, id) && key.signs(parts.signed_text, *signature);
  };
  const auto signer = std::ranges::find_if(rules.keys, signed_it);
  return signer == rules.keys.end() ? nullptr : &*signer;
}

/// The instant at `key` (RFC 7519 section 2: seconds, maybe a fraction); none when it is no number.
/// One beyond a thousand years is as good as one in a thousand years.
std::optional<Timestamp> instant_at(const json& claims, const char* key) {
  const auto found = claims.find(key);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  constexpr double millennium = 1000.0 * 365 * 24 * 3600;
  const auto seconds = std::clamp(found->get<double>(), -millennium, 2 * millennium);
  return Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

bool is_for(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (!found->is_array()) return *found == audience;
  return std::ranges::find(*found, json(audience)) != found->end();
}

Scopes scopes_of(const json& claims) {
  Scopes scopes;
  const auto words = text_at(claims, "scope").value_or("");
  for (const auto word : std::views::split(words, ' ')) {
    // A word of another service is none of ours.
    (void)add_scope(scopes, std::string_view(word.begin(), word.end()));
  }
  return scopes;
}

}  // namespace

rates::Result<JwtClaims> read_jwt(std::string_view token, const JwtRules& rules, Timestamp now) {
  const auto parts = parts_of(token);
  const auto* const signer = parts ? signer_of(*parts, rules) : nullptr;
  if (signer == nullptr) return not_accepted();
  // From here on it is the signer's word.
  const auto claims = object_of(parts->claims);
  if (!claims || !is_for(*claims, rules.audience)) return not_accepted();
  if (!rules.issuer.empty() && text_at(*claims, "iss") != rules.issuer) return not_accepted();
  const auto expires = instant_at(*claims, "exp");
  if (!expires) return not_accepted();
  if (now >= *expires + clock_leeway) return refuse("the token has expired");
  if (claims->contains("nbf")) {
    const auto begins = instant_at(*claims, "nbf");
    if (!begins) return not_accepted();
    if (now < *begins - clock_leeway) return refuse("the token is not valid yet");
  }
  return JwtClaims{.scopes = scopes_of(*claims),
                   .until = *expires + clock_leeway,
                   .fingerprint = signer->fingerprint()};
}

}  // namespace tickerd::access
