#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rates/result.hpp"

struct evp_pkey_st;  // of OpenSSL

namespace tickerd::access {

/// How tokens are signed (RFC 7518 section 3.1, RFC 8037).
enum class Algorithm { hs256, rs256, eddsa };

/// "HS256", "RS256" or "EdDSA"; fails with bad_argument.
rates::Result<Algorithm> parse_algorithm(std::string_view name);

/// A key that tokens may be signed with, for one algorithm only (RFC 8725 section 3.1). Does not
/// change; from any thread.
class JwtKey {
 public:
  /// `bytes` is the secret itself of HS256, 32 bytes at least; the public key in PEM of the others,
  /// 2048 bits at least for RS256, Ed25519 for EdDSA. `id` is the `kid` of tokens; empty: any.
  /// Fails with bad_document when they are not that, with bad_value when the key is too weak. What
  /// is said never holds the secret.
  static rates::Result<JwtKey> make(Algorithm algorithm, std::string_view bytes, std::string id);

  Algorithm algorithm() const noexcept { return algorithm_; }
  const std::string& id() const noexcept { return id_; }
  /// What tells this key from others: a hash.
  const std::string& fingerprint() const noexcept { return fingerprint_; }
  /// Whether `signature` is this key's of `text`.
  bool signs(std::string_view text, std::string_view signature) const;

 private:
  JwtKey() = default;
  bool take_secret(std::string_view bytes);

  Algorithm algorithm_ = Algorithm::hs256;
  std::string id_;
  std::string fingerprint_;
  std::shared_ptr<::evp_pkey_st> key_;  // not const: the library takes no other
};

}  // namespace tickerd::access
