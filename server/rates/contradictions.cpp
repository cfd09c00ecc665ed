#include "rates/contradictions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "rates/pricing.hpp"

namespace tickerd::rates {
namespace {

/// Whether two values are more than a hundredth apart.
bool is_apart(const Decimal& value, const Decimal& pegged) {
  const auto off = value > pegged ? value - pegged : pegged - value;
  return off * Decimal(100) > pegged;
}

}  // namespace

std::vector<SeriesId> find_pegs(const Book& book, std::span<const FeedTraits> feeds) {
  std::vector<SeriesId> pegs;
  std::vector<Date> newest(feeds.size(), Date::min());
  for (SeriesId id = 0; id < book.size(); ++id) {
    const auto feed = book.feed_of(id);
    if (feeds[feed].kind != FeedTraits::Kind::peg || book.series(id).empty()) continue;
    newest[feed] = std::max(newest[feed], book.series(id).latest().as_of.date());
    pegs.push_back(id);
  }
  std::erase_if(pegs, [&](SeriesId id) {
    return book.series(id).latest().as_of.date() < newest[book.feed_of(id)];
  });
  return pegs;
}

std::vector<Contradiction> find_contradictions(const Book& book, std::span<const FeedTraits> feeds,
                                               const std::vector<bool>& silent,
                                               std::span<const SeriesId> pegs) {
  std::vector<Contradiction> found;
  const Pricing pricing(book, feeds, silent);
  for (const auto id : pegs) {
    const auto& peg = feeds[book.feed_of(id)];
    const Quote& stated = book.series(id).latest();
    for (std::size_t feed = 0; feed < feeds.size(); ++feed) {
      if (feeds[feed].kind == FeedTraits::Kind::peg || silent[feed]) continue;
      const auto paths = find_paths(book, stated.pair, std::array{feed});
      if (paths.empty()) continue;
      const auto quoted = pricing.value(paths.front());
      if (!is_apart(quoted, stated.value)) continue;
      found.push_back({.peg = peg.name,
                       .feed = feeds[feed].name,
                       .pair = stated.pair,
                       .pegged = stated.value,
                       .quoted = quoted});
    }
  }
  return found;
}

}  // namespace tickerd::rates
