#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/jwt.hpp"
#include "access/scope.hpp"
#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::access {

/// A token that the operator handed out. It is not kept itself, only its hash.
struct ApiToken {
  std::string name;
  std::string sha256;  ///< of the token, 64 hex digits, lower case
  Scopes scopes;
  std::optional<rates::Timestamp> until;  ///< none: for ever
  friend bool operator==(const ApiToken&, const ApiToken&) = default;
};

/// What the bearer of a token may do, and until when. Does not change.
struct Grant {
  Scopes scopes;
  std::optional<rates::Timestamp> until;
  std::string voucher;  ///< what makes it good: the hash of a token or of a key and its rules
};
using GrantPtr = std::shared_ptr<const Grant>;

/// Whose tokens are good. Does not change; from any thread.
class Bearers {
 public:
  Bearers() = default;
  Bearers(std::vector<ApiToken> tokens, JwtRules rules);

  /// Whether no token at all is good: then nobody's is looked at.
  bool none() const noexcept { return tokens_.empty() && rules_.keys.empty(); }

  /// What the token lets its bearer do. Fails with refused; the detail is for the bearer. Takes as
  /// long for every token that is none of the operator's own.
  rates::Result<GrantPtr> admit(std::string_view token, rates::Timestamp now) const;

  /// The same for somebody who was admitted before, maybe under another configuration: null when
  /// what vouched for them is gone, or their time is over.
  GrantPtr renewed(const GrantPtr& grant, rates::Timestamp now) const;

 private:
  std::string voucher_of(const std::string& fingerprint) const;

  std::vector<ApiToken> tokens_;
  JwtRules rules_;
};

}  // namespace tickerd::access
