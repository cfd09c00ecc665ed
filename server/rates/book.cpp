#include "rates/book.hpp"

#include <algorithm>
#include <tuple>

namespace tickerd::rates {
namespace {

int rank(const Currency& currency) noexcept {
  if (currency.text() == "USD") return 0;
  return currency.text() == "EUR" ? 1 : 2;
}

bool comes_before(const Neighbour& a, const Neighbour& b) noexcept {
  if (a.currency != b.currency) return is_preferred(a.currency, b.currency);
  return a.inverted < b.inverted;
}

}  // namespace

bool is_preferred(const Currency& a, const Currency& b) noexcept {
  return std::tuple(rank(a), a) < std::tuple(rank(b), b);
}

SeriesId Book::open(std::size_t feed, const CurrencyPair& pair) {
  Feed& book = feeds_.at(feed);
  const auto next = static_cast<SeriesId>(entries_.size());
  const auto [at, is_new] = book.ids.try_emplace(pair, next);
  if (!is_new) return at->second;
  entries_.push_back({.feed = feed, .series = {}});
  const auto insert = [&book](const Currency& from, const Neighbour& neighbour) {
    auto& list = book.neighbours[from];
    list.insert(std::ranges::upper_bound(list, neighbour, comes_before), neighbour);
  };
  insert(pair.base(), {.currency = pair.quote(), .series = next, .inverted = false});
  insert(pair.quote(), {.currency = pair.base(), .series = next, .inverted = true});
  return next;
}

std::optional<SeriesId> Book::find(std::size_t feed, const CurrencyPair& pair) const {
  const auto& ids = feeds_.at(feed).ids;
  const auto found = ids.find(pair);
  if (found == ids.end()) return std::nullopt;
  return found->second;
}

std::span<const Neighbour> Book::neighbours(std::size_t feed, const Currency& currency) const {
  const auto& all = feeds_.at(feed).neighbours;
  const auto found = all.find(currency);
  if (found == all.end()) return {};
  return found->second;
}

}  // namespace tickerd::rates
