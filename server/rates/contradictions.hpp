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

/// The series of pegs that are stated. A feed of pegs states all of them on each of its dates: one
/// of an earlier date than the feed's newest was taken out.
std::vector<SeriesId> find_pegs(const Book& book, std::span<const FeedTraits> feeds);

/// Where market feeds contradict `pegs` at the moment, each by itself, by more than a hundredth:
/// what banks round and blended tables blur stays below. The desk publishes the peg all the same;
/// this is for the operator.
std::vector<Contradiction> find_contradictions(const Book& book, std::span<const FeedTraits> feeds,
                                               const std::vector<bool>& silent,
                                               std::span<const SeriesId> pegs);

}  // namespace tickerd::rates
