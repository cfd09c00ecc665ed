#include "app/config_access.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_bodies.hpp"
#include "app/config_fields.hpp"
#include "app/config_secrets.hpp"
#include "app/config_values.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

constexpr std::uintmax_t most_pem_bytes = 64 * 1024;
constexpr std::size_t sha256_digits = 64;

/// The objects of an optional list; what is none is a problem.
template <class Read>
void each_object(const json& document, const std::string& pointer, ConfigProblems& problems,
                 Read read) {
  const json::json_pointer place(pointer);
  if (!document.contains(place)) return;
  const auto& list = document.at(place);
  if (!list.is_array() || list.empty()) {
    problems.at_value(pointer,
                      fmt::format("expected a list with at least one object, got {}", shown(list)));
    return;
  }
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto here = fmt::format("{}/{}", pointer, at);
    if (list[at].is_object()) {
      read(list[at], here);
    } else {
      problems.at_value(here, fmt::format("expected an object, got {}", shown(list[at])));
    }
  }
}

void miss(const ConfigFields& fields, std::string_view key, ConfigProblems& problems) {
  if (fields.has(key)) return;  // a bad value was reported already
  problems.at_value(fields.pointer(), fmt::format("expected a key \"{}\"", key));
}

bool is_sha256(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == sha256_digits && std::ranges::all_of(text, is_digit);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// The end of a day, or an instant.
rates::Result<rates::Timestamp> parse_end(const std::string& text) {
  if (const auto day = rates::parse_date(text)) {
    return rates::Timestamp(*day + std::chrono::days(1));
  }
  if (const auto instant = rates::parse_timestamp(text)) return *instant;
  return rates::fail(rates::Errc::bad_argument,
                     fmt::format(R"(expected a day like "2027-01-31" or an instant like )"
                                 R"("2027-01-31T18:00:00Z", got {})",
                                 rates::in_quotes(text)));
}

access::Scopes read_scopes(const ConfigFields& fields, ConfigProblems& problems) {
  access::Scopes scopes;
  const auto* const words = fields.texts("scopes");
  if (words == nullptr) return scopes;
  for (std::size_t at = 0; at < words->size(); ++at) {
    const auto added = access::add_scope(scopes, (*words)[at]);
    if (!added)
      problems.at_value(fields.pointer(fmt::format("scopes/{}", at)), added.error().detail);
  }
  return scopes;
}

void read_token(const json& object, const std::string& pointer, Config& config,
                ConfigProblems& problems) {
  const ConfigFields fields(object, "access.tokens[]", pointer, problems);
  for (const auto* const key : {"name", "sha256", "scopes"}) miss(fields, key, problems);
  access::ApiToken token;
  if (const auto* const name = fields.text("name")) token.name = *name;
  token.scopes = read_scopes(fields, problems);
  if (const auto* const hash = fields.text("sha256")) {
    token.sha256 = lower(*hash);
    // Somebody may have written the token itself: it is not repeated.
    if (!is_sha256(token.sha256)) {
      problems.at_value(fields.pointer("sha256"),
                        fmt::format("expected the SHA-256 of a token, {} hex digits, got {} "
                                    "characters that are not that",
                                    sha256_digits, hash->size()));
    }
    if (std::ranges::find(config.access.tokens, token.sha256, &access::ApiToken::sha256) !=
        config.access.tokens.end()) {
      problems.at_value(fields.pointer("sha256"), "this token is listed twice");
    }
  }
  if (const auto* const expires = fields.text("expires")) {
    const auto end = parse_end(*expires);
    if (end) {
      token.until = *end;
    } else {
      problems.at_value(fields.pointer("expires"), end.error().detail);
    }
  }
  config.access.tokens.push_back(std::move(token));
}

/// What a key is made of; none, and a problem, when that is not there.
std::optional<std::string> key_bytes(const ConfigFields& fields, access::Algorithm algorithm,
                                     const ConfigSource& source, ConfigProblems& problems) {
  const bool is_secret = algorithm == access::Algorithm::hs256;
  for (const auto* const key : {"secret_env", "secret_file", "public_key_file"}) {
    const bool wanted = is_secret == std::string_view(key).starts_with("secret");
    if (wanted || !fields.has(key)) continue;
    problems.at_key(fields.pointer(key), is_secret
                                             ? "HS256 signs with a secret, not with a key pair"
                                             : "RS256 and EdDSA sign with a key pair, not with a "
                                               "secret");
  }
  if (is_secret) return read_secret(fields, source, problems, signing_secret);
  miss(fields, "public_key_file", problems);
  const auto* const path = fields.text("public_key_file");
  if (path == nullptr) return std::nullopt;
  auto pem = read_file(source.folder / *path, most_pem_bytes);
  if (pem) return *std::move(pem);
  problems.at_value(fields.pointer("public_key_file"), pem.error().detail);
  return std::nullopt;
}

void read_key(const json& object, const std::string& pointer, Config& config,
              const ConfigSource& source, ConfigProblems& problems) {
  const ConfigFields fields(object, "access.jwt.keys[]", pointer, problems);
  miss(fields, "algorithm", problems);
  const auto* const name = fields.text("algorithm");
  if (name == nullptr) return;
  const auto algorithm = access::parse_algorithm(*name).value();  // one of the option's choices
  const auto bytes = key_bytes(fields, algorithm, source, problems);
  if (!bytes) return;
  const auto* const id = fields.text("id");
  auto key = access::JwtKey::make(algorithm, *bytes, id != nullptr ? *id : std::string());
  if (key) {
    config.access.jwt.keys.push_back(*std::move(key));
  } else {
    problems.at_value(fields.has("public_key_file") ? fields.pointer("public_key_file") : pointer,
                      key.error().detail);
  }
}

/// Whether a token that is listed has the scope, or a signed one may have it.
bool may_somebody(const Config& config, const auto& has_scope) {
  return !config.access.jwt.keys.empty() ||
         std::ranges::any_of(config.access.tokens, has_scope, &access::ApiToken::scopes);
}

void check_private_pairs(const Config& config, ConfigProblems& problems) {
  for (const auto& pair : config.private_pairs) {
    const auto reads = [&](const access::Scopes& scopes) { return scopes.may_read(pair); };
    if (may_somebody(config, reads)) continue;
    const auto rule = std::ranges::find(config.pairs, pair, &rates::PairRule::pair);
    problems.at_value(
        fmt::format("/pairs/{}/private", rule - config.pairs.begin()),
        fmt::format("nobody may read it: expected a token with the scope \"read:{}\" or \"read:*\" "
                    "in \"access\", or keys of signed ones",
                    pair.text()));
  }
}

/// Where the feed of that name stands.
std::string pointer_of(const json& document, const std::string& feed) {
  const auto& list = document.at("feeds");
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto unnamed = list[at].value("preset", "push");
    if (list[at].value("name", unnamed) == feed) return fmt::format("/feeds/{}", at);
  }
  return "/feeds";
}

void check_pushed_feeds(const json& document, const Config& config, ConfigProblems& problems) {
  for (const auto& feed : config.feeds) {
    const auto* const pushed = std::get_if<feeds::PushedSpec>(&feed.source);
    if (pushed == nullptr || !pushed->token_sha256.empty()) continue;
    const auto pushes = [&](const access::Scopes& scopes) {
      return std::ranges::binary_search(scopes.pushes, feed.name);
    };
    if (may_somebody(config, pushes)) continue;
    problems.at_value(
        pointer_of(document, feed.name),
        fmt::format("nobody may push to it: expected one of the keys \"token_env\" and "
                    "\"token_file\", or a token with the scope \"push:{}\" in \"access\"",
                    feed.name));
  }
}

}  // namespace

void read_access(const json& document, Config& config, const ConfigSource& source,
                 ConfigProblems& problems) {
  each_object(document, "/access/tokens", problems, [&](const json& object, const std::string& at) {
    read_token(object, at, config, problems);
  });
  each_object(document, "/access/jwt/keys", problems,
              [&](const json& object, const std::string& at) {
                read_key(object, at, config, source, problems);
              });
  if (!config.access.jwt.keys.empty() && config.access.jwt.audience.empty()) {
    problems.at_value("/access/jwt",
                      "expected a key \"audience\": what tokens for this server name in \"aud\"");
  }
  if (!problems.empty()) return;  // nobody knows what those would say
  check_private_pairs(config, problems);
  check_pushed_feeds(document, config, problems);
}

}  // namespace tickerd::app
