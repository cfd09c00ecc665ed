#include "rates/consistency.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

constexpr auto apart_in_time = std::chrono::minutes(1);

/// How far apart the values may be, as a part of one, when they were so far and when they were not.
Decimal bound(bool was_apart) { return Decimal(was_apart ? 25 : 50) / Decimal(10'000); }

/// By what part of itself the value may have been rounded: half of its last digit.
Decimal rounding_of(const Decimal& value) {
  constexpr std::size_t most_decimals = 30;
  const auto digits = value.exact();
  const auto point = digits.find('.');
  const std::size_t decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
  if (decimals > most_decimals) return {};
  return *Decimal::parse(fmt::format("5e-{}", decimals + 1)) / value;
}

Decimal distance(const Decimal& a, const Decimal& b) {
  const auto off = a > b ? a - b : b - a;
  return off / std::min(a, b);
}

bool are_of_one_time(const Quote& a, const Quote& b) {
  const auto first = a.as_of.valid_until();
  const auto second = b.as_of.valid_until();
  return first - second <= apart_in_time && second - first <= apart_in_time;
}

/// The currency in which the first leg of a cross ends.
std::optional<Currency> middle_of(const Path& path, const Book& book) {
  if (!path.second) return std::nullopt;
  const auto& pair = book.series(path.first.series).latest().pair;
  return path.first.inverted ? pair.base() : pair.quote();
}

}  // namespace

void Consistency::review(const Book& book, std::span<const FeedTraits> feeds,
                         const std::vector<bool>& silent, const std::vector<bool>& changed) {
  const Pricing pricing(book, feeds, silent);
  for (SeriesId id = 0; id < changed.size(); ++id) {
    if (!changed[id] || book.series(id).empty()) continue;
    if (feeds[book.feed_of(id)].kind == FeedTraits::Kind::simulated) continue;
    review(id, book, feeds, pricing);
  }
  found_.clear();
  for (const auto& [parts, one] : broken_) found_.push_back(one);
}

void Consistency::review(SeriesId id, const Book& book, std::span<const FeedTraits> feeds,
                         const Pricing& pricing) {
  const Quote& quote = book.series(id).latest();
  const auto feed = book.feed_of(id);
  for (const auto& path : find_paths(book, quote.pair, std::array{feed})) {
    const auto first = path.first.series;
    if (first == id) continue;
    const auto second = path.second.value_or(path.first).series;
    Parts parts{id, first, path.second ? second : std::max(id, first)};
    std::ranges::sort(parts);
    const auto known = broken_.find(parts);
    const auto derived = pricing.value(path);
    const auto most = bound(known != broken_.end()) + rounding_of(quote.value) +
                      rounding_of(book.series(first).latest().value) +
                      (path.second ? rounding_of(book.series(second).latest().value) : Decimal());
    const bool of_one_time = are_of_one_time(quote, book.series(first).latest()) &&
                             are_of_one_time(quote, book.series(second).latest());
    if (!of_one_time || distance(quote.value, derived) <= most) {
      if (known != broken_.end()) broken_.erase(known);
      continue;
    }
    broken_.insert_or_assign(parts, Inconsistency{.feed = feeds[feed].name,
                                                  .pair = quote.pair,
                                                  .quoted = quote.value,
                                                  .over = middle_of(path, book),
                                                  .derived = derived});
  }
}

}  // namespace tickerd::rates
