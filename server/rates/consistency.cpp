#include "rates/consistency.hpp"

#include <algorithm>
#include <chrono>
#include <set>

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

Decimal relative_distance(const Decimal& a, const Decimal& b) {
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

/// The series of a quote and of another way to its value, in order; of two the last is there twice.
std::array<SeriesId, 3> parts_of(SeriesId quoted, const Path& path) {
  const auto first = path.first.series;
  std::array parts{quoted, first, path.second ? path.second->series : std::max(quoted, first)};
  std::ranges::sort(parts);
  return parts;
}

}  // namespace

void Consistency::review(const Book& book, std::span<const FeedTraits> feeds,
                         const std::vector<bool>& silent, const std::vector<bool>& changed) {
  std::set<Parts> concerned;
  for (SeriesId id = 0; id < changed.size(); ++id) {
    if (!changed[id] || book.series(id).empty()) continue;
    const auto feed = book.feed_of(id);
    if (feeds[feed].kind == FeedTraits::Kind::simulated) continue;
    for (const auto& path : find_paths(book, book.series(id).latest().pair, std::array{feed})) {
      if (path.first.series != id) concerned.insert(parts_of(id, path));
    }
  }
  if (concerned.empty()) return;
  const Pricing pricing(book, feeds, silent);
  for (const auto& parts : concerned) judge(parts, book, feeds, pricing);
  found_.clear();
  for (const auto& [parts, one] : broken_) found_.push_back(one);
}

/// Whichever part changed, it is the last that is held against the others: what stands is told by
/// one name.
void Consistency::judge(const Parts& parts, const Book& book, std::span<const FeedTraits> feeds,
                        const Pricing& pricing) {
  const Quote& quote = book.series(parts.back()).latest();
  const auto feed = book.feed_of(parts.back());
  const auto paths = find_paths(book, quote.pair, std::array{feed});
  const auto path = std::ranges::find_if(paths, [&](const Path& one) {
    return one.first.series != parts.back() && parts_of(parts.back(), one) == parts;
  });
  const Quote& first = book.series(path->first.series).latest();
  const Quote& second = book.series(path->second.value_or(path->first).series).latest();
  const auto derived = pricing.value(*path);
  const auto most = bound(broken_.contains(parts)) + rounding_of(quote.value) +
                    rounding_of(first.value) +
                    (path->second ? rounding_of(second.value) : Decimal());
  if (!are_of_one_time(quote, first) || !are_of_one_time(quote, second) ||
      relative_distance(quote.value, derived) <= most) {
    broken_.erase(parts);
    return;
  }
  broken_.insert_or_assign(parts, Inconsistency{.feed = feeds[feed].name,
                                                .pair = quote.pair,
                                                .quoted = quote.value,
                                                .over = middle_of(*path, book),
                                                .derived = derived});
}

}  // namespace tickerd::rates
