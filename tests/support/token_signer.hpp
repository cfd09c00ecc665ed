#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;  // of OpenSSL

namespace tickerd::test {

/// Signs tokens as somebody else's login service would.
class TokenSigner {
 public:
  static TokenSigner hs256(std::string_view secret);
  static TokenSigner rs256(int bits = 2048);  ///< with a new key
  static TokenSigner ed25519();               ///< with a new key

  /// What a server is given to check by: the secret itself, or the public key in PEM.
  const std::string& checked_by() const noexcept { return checked_by_; }

  /// The compact form of a token with this header and these claims, both JSON.
  std::string token(std::string_view header, std::string_view claims) const;
  /// The same with the header that belongs to the key.
  std::string token(std::string_view claims) const;

 private:
  TokenSigner(::evp_pkey_st* key, std::string algorithm);
  std::string sign(std::string_view text) const;

  std::shared_ptr<::evp_pkey_st> key_;
  std::string algorithm_;
  std::string checked_by_;
};

}  // namespace tickerd::test
