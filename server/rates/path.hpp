#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "rates/book.hpp"

namespace tickerd::rates {

/// One feed's series as a step from one currency to another.
struct Leg {
  SeriesId series;
  bool inverted;  ///< the step is 1/value
  friend bool operator==(const Leg&, const Leg&) = default;
};

/// One or two legs that give a pair its value: base to quote, or base to a common currency and
/// from there to quote.
struct Path {
  Leg first;
  std::optional<Leg> second;
  friend bool operator==(const Path&, const Path&) = default;
};

/// Every path that the feeds in `feeds` (numbers in the book, most preferred first) offer for
/// `pair`, the best first: a direct or inverted quote by feed; a cross inside one feed by feed; a
/// cross of two feeds by the feed of the first leg, then of the second.
std::vector<Path> find_paths(const Book& book, const CurrencyPair& pair,
                             std::span<const std::size_t> feeds);

}  // namespace tickerd::rates
