#pragma once

#include <span>
#include <string>
#include <vector>

#include "rates/book.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// A market quote that a peg says is wrong.
struct Contradiction {
  std::string peg;   ///< the feed that states the peg
  std::string feed;  ///< the feed that contradicts it
  CurrencyPair pair;
  Decimal pegged;
  Decimal quoted;
  friend bool operator==(const Contradiction&, const Contradiction&) = default;
};

/// Where market feeds contradict pegs at the moment, each by itself, by more than a hundredth: what
/// banks round and blended tables blur stays below. The desk publishes the peg all the same; this
/// is for the operator.
std::vector<Contradiction> find_contradictions(const Book& book, std::span<const FeedTraits> feeds,
                                               const std::vector<bool>& silent);

}  // namespace tickerd::rates
