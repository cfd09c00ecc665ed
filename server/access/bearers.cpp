#include "access/bearers.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "net/sha256.hpp"

namespace tickerd::access {
namespace {

/// Longer than any that is handed out: an RS256 token of 4096 bits with a hundred pairs has 3 KiB.
constexpr std::size_t longest_token = 8 * 1024;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_over(const std::optional<rates::Timestamp>& until, rates::Timestamp now) {
  return until && now >= *until;
}

}  // namespace

Bearers::Bearers(std::vector<ApiToken> tokens, JwtRules rules)
    : tokens_(std::move(tokens)), rules_(std::move(rules)) {}

/// A token is good by its key and by what else is asked of it.
std::string Bearers::voucher_of(const std::string& fingerprint) const {
  return net::sha256_hex(fmt::format("{}\n{}\n{}", fingerprint, rules_.audience, rules_.issuer));
}

rates::Result<GrantPtr> Bearers::admit(std::string_view token, rates::Timestamp now) const {
  if (token.size() > longest_token) {
    return rates::fail(rates::Errc::refused, "the token is not accepted");
  }
  // Hashes are compared, and all of them, so that the time this takes tells nothing of a token.
  const auto shown = net::sha256_hex(token);
  const ApiToken* own = nullptr;
  for (const auto& known : tokens_) {
    if (same(known.sha256, shown)) own = &known;
  }
  if (own != nullptr) {
    if (is_over(own->until, now)) {
      return rates::fail(rates::Errc::refused, "the token has expired");
    }
    return std::make_shared<const Grant>(
        Grant{.scopes = own->scopes, .until = own->until, .voucher = own->sha256});
  }
  auto claims = read_jwt(token, rules_, now);
  if (!claims) return std::unexpected(std::move(claims.error()));
  return std::make_shared<const Grant>(Grant{.scopes = std::move(claims->scopes),
                                             .until = claims->until,
                                             .voucher = voucher_of(claims->fingerprint)});
}

GrantPtr Bearers::renewed(const GrantPtr& grant, rates::Timestamp now) const {
  if (is_over(grant->until, now)) return nullptr;
  const auto own = std::ranges::find(tokens_, grant->voucher, &ApiToken::sha256);
  if (own != tokens_.end()) {
    return std::make_shared<const Grant>(
        Grant{.scopes = own->scopes, .until = own->until, .voucher = own->sha256});
  }
  const auto vouches = [&](const JwtKey& key) {
    return voucher_of(key.fingerprint()) == grant->voucher;
  };
  return std::ranges::any_of(rules_.keys, vouches) ? grant : nullptr;
}

}  // namespace tickerd::access
