#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/result.hpp"

namespace tickerd::access {

/// What a token lets its bearer do beyond what everybody may.
struct Scopes {
  bool reads_all = false;                       ///< `read:*`: every pair
  std::vector<rates::CurrencyPair> reads = {};  ///< `read:KGS/USD`; sorted, without repeats
  std::vector<std::string> pushes = {};         ///< `push:desk`: feeds; sorted, without repeats

  bool may_read(const rates::CurrencyPair& pair) const;
  friend bool operator==(const Scopes&, const Scopes&) = default;
};

/// Adds what one word says: "read:*", "read:KGS/USD" or "push:FEED". Fails with bad_argument when
/// it is none of these.
rates::Result<void> add_scope(Scopes& scopes, std::string_view word);

}  // namespace tickerd::access
