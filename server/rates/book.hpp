#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rates/currency.hpp"
#include "rates/series.hpp"

namespace tickerd::rates {

/// Names a series of a Book. Valid as long as the book: series are never removed.
using SeriesId = std::uint32_t;

/// What a feed quotes against some currency.
struct Neighbour {
  Currency currency;
  SeriesId series;
  bool inverted;  ///< the feed quotes neighbour/currency, not currency/neighbour
};

/// The order in which currencies are preferred to cross through: USD, EUR, then by their letters.
bool is_preferred(const Currency& a, const Currency& b) noexcept;

/// Everything the feeds said, a series for each feed and pair. Feeds are numbered from 0.
class Book {
 public:
  explicit Book(std::size_t feeds) : feeds_(feeds) {}

  /// The series of `feed` for `pair`, made when there is none.
  SeriesId open(std::size_t feed, const CurrencyPair& pair);
  /// The series of `feed` for `pair`; none when it never quoted it.
  std::optional<SeriesId> find(std::size_t feed, const CurrencyPair& pair) const;
  Series& series(SeriesId id) { return entries_.at(id).series; }
  const Series& series(SeriesId id) const { return entries_.at(id).series; }
  std::size_t feed_of(SeriesId id) const { return entries_.at(id).feed; }
  /// How many series there are. It grows when a feed quotes a pair for the first time.
  std::size_t size() const noexcept { return entries_.size(); }

  /// All that `feed` quotes against `currency`, preferred currencies first, and of one currency
  /// the straight quote before the inverted one. Valid until the next open().
  std::span<const Neighbour> neighbours(std::size_t feed, const Currency& currency) const;

 private:
  struct Entry {
    std::size_t feed;
    Series series;
  };
  struct Feed {
    std::unordered_map<CurrencyPair, SeriesId> ids;
    std::unordered_map<Currency, std::vector<Neighbour>> neighbours;
  };

  std::vector<Feed> feeds_;
  std::vector<Entry> entries_;
};

}  // namespace tickerd::rates
