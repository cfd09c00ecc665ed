#include "rates/path.hpp"

#include <algorithm>

namespace tickerd::rates {
namespace {

void find_quotes(const Book& book, const CurrencyPair& pair, std::size_t feed,
                 std::vector<Path>& paths) {
  for (const auto& neighbour : book.neighbours(feed, pair.base())) {
    if (neighbour.currency != pair.quote()) continue;
    paths.push_back({.first = {neighbour.series, neighbour.inverted}, .second = std::nullopt});
  }
}

/// Both lists are in the order of preference, so one walk along them meets all they share.
void find_crosses(std::span<const Neighbour> of_base, std::span<const Neighbour> of_quote,
                  std::vector<Path>& paths) {
  auto low = of_quote.begin();
  for (const auto& first : of_base) {
    while (low != of_quote.end() && is_preferred(low->currency, first.currency)) ++low;
    for (auto at = low; at != of_quote.end() && at->currency == first.currency; ++at) {
      paths.push_back(
          {.first = {first.series, first.inverted}, .second = Leg{at->series, !at->inverted}});
    }
  }
}

}  // namespace

std::vector<Path> find_paths(const Book& book, const CurrencyPair& pair,
                             std::span<const std::size_t> feeds) {
  std::vector<Path> paths;
  for (const auto feed : feeds) find_quotes(book, pair, feed, paths);
  for (const auto feed : feeds) {
    find_crosses(book.neighbours(feed, pair.base()), book.neighbours(feed, pair.quote()), paths);
  }
  for (const auto first : feeds) {
    for (const auto second : feeds) {
      if (first == second) continue;
      find_crosses(book.neighbours(first, pair.base()), book.neighbours(second, pair.quote()),
                   paths);
    }
  }
  return paths;
}

}  // namespace tickerd::rates
