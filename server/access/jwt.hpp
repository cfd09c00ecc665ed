#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/jwt_key.hpp"
#include "access/scope.hpp"
#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::access {

/// How far the clocks of who signs and of this server may be apart.
inline constexpr std::chrono::seconds clock_leeway{30};

/// Which tokens are good.
struct JwtRules {
  std::vector<JwtKey> keys;
  std::string audience;  ///< one of the token's `aud`
  std::string issuer;    ///< the token's `iss`; empty: any
};

/// What a good token says.
struct JwtClaims {
  Scopes scopes;            ///< of `scope`; words of others are passed over
  rates::Timestamp until;   ///< `exp` and the leeway
  std::string fingerprint;  ///< of the key that signed it
};

/// Reads a JSON Web Token in its compact form (RFC 7519; RFC 8725 says how strictly) and checks
/// all of it: the algorithm is the key's own, the signature is good, it is for this audience and of
/// this issuer, `exp` is there and was not, `nbf` was, nothing critical is left unread. Fails with
/// refused: "expired", "not valid yet", or "not accepted", which does not say why.
rates::Result<JwtClaims> read_jwt(std::string_view token, const JwtRules& rules,
                                  rates::Timestamp now);

}  // namespace tickerd::access
