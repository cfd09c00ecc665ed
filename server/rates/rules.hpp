#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "rates/currency.hpp"
#include "rates/rate.hpp"

namespace tickerd::rates {

/// What the desk must know of a feed. The order in which feeds are given is their preference.
struct FeedTraits {
  enum class Kind { market, peg, simulated };
  std::string name;
  Kind kind = Kind::market;
};

/// A pair to publish and how.
struct PairRule {
  CurrencyPair pair;
  Precision precision;
  /// The desk computes previous_close; a pair with another kind is published without a basis.
  BasisKind basis = BasisKind::previous_close;
  std::chrono::milliseconds max_age = std::chrono::days(4);
  std::vector<std::string> feeds;  ///< overrides the desk's order and set when not empty
};

}  // namespace tickerd::rates
