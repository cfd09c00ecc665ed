#pragma once

#include <span>
#include <vector>

#include "rates/guard.hpp"
#include "rates/pricing.hpp"

namespace tickerd::rates {

/// Paths that can speak for or against another path's value of the same pair.
struct Witnesses {
  std::vector<Path> paths;
  std::vector<Witness> words;  ///< what each path says
};

/// Whether a peg decides what the path is worth: it ties a currency of the pair to one that is
/// preferred to cross through (TMT/UZS over USD by a peg of USD/TMT). A peg that merely lies on the
/// way (EUR/USD over TMT) decides nothing.
bool is_decided_by_peg(const Path& path, const Book& book, std::span<const FeedTraits> feeds);

/// What a pair would be worth if pegs were right, by what the judged path's own feed says of their
/// currencies: a bank that has the manat at 3.02 for a dollar, against a peg of 3.5, makes every
/// pair of the manat wrong by as much, however it is crossed. One word for each peg (series in
/// `pegs`) of a currency of the pair that the feed quotes.
std::vector<Witness> find_peg_words(const Path& judged, const Rate& candidate,
                                    std::span<const SeriesId> pegs, const Book& book,
                                    std::span<const FeedTraits> feeds, const Pricing& pricing);

/// The paths of `among` that share no series with `judged` and are fresh, or no staler than it.
Witnesses find_pegs(const Path& judged, std::span<const Path> among, const Pricing& pricing,
                    const PairRule& rule, Timestamp now);

/// The best path of each other feed or pair of feeds among `all`, at most eight: fresh, sharing no
/// series with `judged` and using a feed that it does not use.
Witnesses find_others(const Path& judged, std::span<const Path> all, const Book& book,
                      const Pricing& pricing, const PairRule& rule, Timestamp now);

}  // namespace tickerd::rates
