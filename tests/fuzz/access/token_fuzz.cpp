#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/base64url.hpp"
#include "access/bearers.hpp"
#include "support/token_signer.hpp"

namespace {

using namespace tickerd;

const std::string secret = "a secret of thirty-two bytes, no less";
const auto now = rates::parse_timestamp("2026-05-19T12:00:00Z").value();

access::Bearers bearers_of(const std::string& key) {
  access::JwtRules rules{.keys = {}, .audience = "tickerd", .issuer = {}};
  rules.keys.push_back(access::JwtKey::make(access::Algorithm::hs256, key, "").value());
  return {{}, std::move(rules)};
}

/// Whoever has not the secret gets nowhere.
void read_token(std::string_view bytes) {
  static const auto bearers = bearers_of(secret + " that nobody knows");
  if (bearers.admit(bytes, now)) std::abort();
  const auto decoded = access::base64url_decoded(bytes);
  if (decoded && access::base64url_encoded(*decoded) != bytes) std::abort();
}

/// What is signed is read to its end; the first line is the header, the rest the claims.
void read_signed(std::string_view bytes) {
  static const auto bearers = bearers_of(secret);
  static const auto signer = test::TokenSigner::hs256(secret);
  const auto line = bytes.substr(0, bytes.find('\n'));
  const auto rest = bytes.substr(std::min(line.size() + 1, bytes.size()));
  const auto grant = line.empty() ? bearers.admit(signer.token(rest), now)
                                  : bearers.admit(signer.token(line, rest), now);
  if (!grant) return;
  if (*(*grant)->until <= now || !rest.contains("tickerd")) std::abort();
  if (bearers.renewed(*grant, now) != *grant) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_token(bytes);
  read_signed(bytes);
  return 0;
}
