#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/bearers.hpp"
#include "http/message.hpp"
#include "http/service.hpp"
#include "stream/subscription.hpp"

namespace tickerd::http {

/// Who asks, as far as it decides which pairs they may read. Everybody may read all pairs, unless
/// some of the configured ones are private: then the others of the configured ones only, for what
/// is not configured may be crossed from those that are private. A token's scopes come on top.
class Reader {
 public:
  /// `grant` is null for who showed no token. Both outlive the reader.
  explicit Reader(const Site& site, const access::Grant* grant = nullptr) noexcept
      : site_(site), grant_(grant) {}

  const Site& site() const noexcept { return site_; }
  bool may_read(const rates::CurrencyPair& pair) const;
  /// The configured pairs among those, in the configured order: what `*` stands for.
  std::vector<const rates::PairRule*> pairs() const;
  /// The same as the hub wants it; none where it would make no difference.
  stream::Entitlement entitlement() const;
  /// What tells answers about `*` from those to other readers; empty for everybody's.
  std::string edition() const;

  /// The answer to who asks for a pair that they may not read: 401 without a token, 403 with one.
  /// It is the same whether there is such a pair.
  Response refuse(const rates::CurrencyPair& pair) const;

 private:
  const Site& site_;
  const access::Grant* grant_;
};

/// The token a request shows, `Authorization: Bearer TOKEN` before `?token=` (RFC 6750); empty when
/// it shows none.
std::string_view token_of(const Request& request);

/// What the token that a request for rates shows lets its bearer do: null when it shows none, or
/// no pair is private, for then nobody is asked for one. Fails with refused.
rates::Result<access::GrantPtr> grant_of(const Request& request, const Site& site,
                                         rates::Timestamp now);

/// 401 for a token that is not good; `why` is for its bearer.
Response refuse_token(const rates::Error& why);

/// Keeps what was answered to the bearer of a token out of the caches of others.
void mark_for_reader(Response& response, const Site& site, const access::GrantPtr& grant);

}  // namespace tickerd::http
