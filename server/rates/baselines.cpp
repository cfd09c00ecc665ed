#include "rates/baselines.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tickerd::rates {
namespace {

using Kind = FeedTraits::Kind;
using std::chrono::days;

std::optional<LegQuotes> if_complete(const Path& path, const LegQuotes& quotes) {
  if (quotes.first == nullptr || (path.second && quotes.second == nullptr)) return std::nullopt;
  return quotes;
}

bool same_values(const LegQuotes& a, const LegQuotes& b) {
  return a.first->value == b.first->value &&
         (a.second == nullptr || a.second->value == b.second->value);
}

/// Whether the path is worth the same by both. Nothing is divided: that costs far more.
bool same_worth(const Path& path, const LegQuotes& a, const LegQuotes& b) {
  if (same_values(a, b)) return true;
  if (a.second == nullptr) return false;
  const bool is_product = path.first.inverted == path.second->inverted;
  return is_product ? a.first->value * a.second->value == b.first->value * b.second->value
                    : a.first->value * b.second->value == b.first->value * a.second->value;
}

}  // namespace

/// One division at most: what the legs hold exactly stays exact.
Decimal value_of(const Path& path, const LegQuotes& quotes) {
  const Decimal one(1);
  const auto& [first, second] = quotes;
  if (!path.second || second == nullptr) {
    return path.first.inverted ? one / first->value : first->value;
  }
  if (path.first.inverted && path.second->inverted) return one / (first->value * second->value);
  if (path.first.inverted) return second->value / first->value;
  return path.second->inverted ? first->value / second->value : first->value * second->value;
}

LegQuotes Baselines::latest(const Path& path) const {
  return {.first = &book_.series(path.first.series).latest(),
          .second = path.second ? &book_.series(path.second->series).latest() : nullptr};
}

std::optional<LegQuotes> Baselines::at(const Path& path, Date date) const {
  return if_complete(path, {.first = close_of(path.first, date),
                            .second = path.second ? close_of(*path.second, date) : nullptr});
}

AsOf Baselines::as_of(const Path& path, const LegQuotes& quotes) const {
  const auto& [first, second] = quotes;
  if (!path.second || second == nullptr) return first->as_of;
  const bool first_is_peg = kind(path.first) == Kind::peg;
  const bool second_is_peg = kind(*path.second) == Kind::peg;
  if (first_is_peg == second_is_peg) return older(first->as_of, second->as_of);
  return first_is_peg ? second->as_of : first->as_of;
}

bool Baselines::has_ticks(const Path& path) const {
  const auto ticks = [this](const Leg& leg) { return feeds_[book_.feed_of(leg.series)].ticks; };
  return ticks(path.first) || (path.second && ticks(*path.second));
}

/// Whether values by value date are enough to tell a basis of `kind`. The book keeps one value a
/// date: on a path with ticks 24h, 7d, 30d and the last other value lie within days. The desk looks
/// those up in its history.
bool Baselines::knows_days(BasisKind kind, const Path& path) const {
  return kind == BasisKind::previous_close || kind == BasisKind::open || !has_ticks(path);
}

std::optional<LegQuotes> Baselines::of_kind(BasisKind kind, const Path& path, const LegQuotes& now,
                                            const std::vector<Date>& quarantined) const {
  if (!knows_days(kind, path)) return std::nullopt;
  const Date date = as_of(path, now).date();
  switch (kind) {
    case BasisKind::previous_close:
    case BasisKind::day:
      return before(path, date, quarantined);
    case BasisKind::open:
      return open(path, date);
    case BasisKind::week:
      return before(path, date - days(6), quarantined);
    case BasisKind::month:
      return before(path, date - days(29), quarantined);
    case BasisKind::previous:
      return last_other(path, now, quarantined);
  }
  return std::nullopt;
}

std::vector<Basis> Baselines::all(const Path& path, const LegQuotes& now, const Decimal& worth,
                                  const std::vector<Date>& quarantined) const {
  std::vector<Basis> bases;
  bases.reserve(basis_kinds.size());
  // Most days are several bases at once, and a division is what costs here.
  std::vector<std::pair<LegQuotes, Decimal>> values{{now, worth}};
  values.reserve(1 + basis_kinds.size());
  for (const auto kind : basis_kinds) {
    const auto quotes = of_kind(kind, path, now, quarantined);
    if (!quotes) continue;
    auto known = std::ranges::find_if(
        values, [&quotes](const auto& value) { return same_values(value.first, *quotes); });
    if (known == values.end()) known = values.insert(known, {*quotes, value_of(path, *quotes)});
    bases.push_back({.kind = kind, .value = known->second, .as_of = as_of(path, *quotes)});
  }
  return bases;
}

/// A leg that stated nothing of the date gives its last value before. One that is ahead of it
/// remembers how its own date began, not this one.
std::optional<LegQuotes> Baselines::open(const Path& path, Date date) const {
  return if_complete(path, {.first = open_of(path.first, date),
                            .second = path.second ? open_of(*path.second, date) : nullptr});
}

const Quote* Baselines::open_of(const Leg& leg, Date date) const {
  const Series& series = book_.series(leg.series);
  const Quote& latest = series.latest();
  if (kind(leg) == Kind::peg || latest.as_of.date() < date) return &latest;
  return latest.as_of.date() == date ? series.open() : nullptr;
}

std::optional<LegQuotes> Baselines::before(const Path& path, Date date,
                                           const std::vector<Date>& quarantined) const {
  const auto found = date_before(path, date, quarantined);
  return found ? at(path, *found) : std::nullopt;
}

std::optional<LegQuotes> Baselines::last_other(const Path& path, const LegQuotes& now,
                                               const std::vector<Date>& quarantined) const {
  auto date = date_before(path, as_of(path, now).date(), quarantined);
  while (date) {
    const auto earlier = at(path, *date);
    if (!earlier || !same_worth(path, *earlier, now)) return earlier;
    date = date_before(path, *date, quarantined);
  }
  return std::nullopt;
}

const Quote* Baselines::close_of(const Leg& leg, Date date) const {
  const Series& series = book_.series(leg.series);
  const Quote* close = series.at(date);
  return close == nullptr && kind(leg) == Kind::peg ? &series.oldest() : close;
}

std::optional<Date> Baselines::date_before(const Path& path, Date date,
                                           const std::vector<Date>& quarantined) const {
  auto found = date_before(path, date);
  while (found && std::ranges::find(quarantined, *found) != quarantined.end()) {
    found = date_before(path, *found);
  }
  return found;
}

std::optional<Date> Baselines::date_before(const Path& path, Date date) const {
  const Quote* first = book_.series(path.first.series).before(date);
  const Quote* second = path.second ? book_.series(path.second->series).before(date) : nullptr;
  if (first == nullptr && second == nullptr) return std::nullopt;
  if (first == nullptr || second == nullptr) return (first ? first : second)->as_of.date();
  return std::max(first->as_of.date(), second->as_of.date());
}

}  // namespace tickerd::rates
