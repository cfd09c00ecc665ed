#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/origin.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {

/// What a feed said of one pair, in the feed's own direction: `value` units of pair.quote() for
/// one pair.base(), the multiplier already divided out. Above zero.
struct Quote {
  CurrencyPair pair;
  Decimal value;
  AsOf as_of;
  Timestamp fetched_at;
  OriginPtr origin = nullptr;  ///< null when it was not kept: a peg, a value from the store

  /// Whether both say the same; where it was read does not count.
  friend bool operator==(const Quote& a, const Quote& b) {
    return a.pair == b.pair && a.value == b.value && a.as_of == b.as_of &&
           a.fetched_at == b.fetched_at;
  }
};

/// One poll of one feed: all it said at once. A batch is never made of half of one.
struct FeedUpdate {
  std::string feed;
  std::vector<Quote> quotes;
  /// When all of the answer had come; the start of a batch's way to its subscribers. None: as it is
  /// handed on.
  std::optional<std::chrono::steady_clock::time_point> heard_at = std::nullopt;
};

/// The value of a feed's pair on one value date: what later changes are computed against. The
/// store keeps these, so that a restart changes nothing.
struct Close {
  std::string feed;
  Quote quote;
  friend bool operator==(const Close&, const Close&) = default;
};

}  // namespace tickerd::rates
