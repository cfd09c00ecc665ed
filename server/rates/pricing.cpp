#include "rates/pricing.hpp"

#include <algorithm>

namespace tickerd::rates {
namespace {

using Kind = FeedTraits::Kind;

/// One division at most: what the legs hold exactly stays exact.
Decimal value_of(const Path& path, const Quote& first, const Quote* second) {
  const Decimal one(1);
  if (!path.second || second == nullptr)
    return path.first.inverted ? one / first.value : first.value;
  if (path.first.inverted && path.second->inverted) return one / (first.value * second->value);
  if (path.first.inverted) return second->value / first.value;
  return path.second->inverted ? first.value / second->value : first.value * second->value;
}

Status status_of(Kind kind) {
  switch (kind) {
    case Kind::peg:
      return Status::pegged;
    case Kind::simulated:
      return Status::demo;
    case Kind::market:
      break;
  }
  return Status::live;
}

}  // namespace

bool Pricing::is_old(const Leg& leg, const PairRule& rule, Timestamp now) const {
  return kind(leg) == Kind::market &&
         now - book_.series(leg.series).latest().as_of.valid_until() > rule.max_age;
}

bool Pricing::is_old(const Path& path, const PairRule& rule, Timestamp now) const {
  return is_old(path.first, rule, now) || (path.second && is_old(*path.second, rule, now));
}

const Path& Pricing::choose(std::span<const Path> paths, const PairRule& rule,
                            Timestamp now) const {
  const auto fresh =
      std::ranges::find_if(paths, [&](const Path& path) { return !is_old(path, rule, now); });
  return fresh == paths.end() ? paths.front() : *fresh;
}

Rate Pricing::price(const Path& path, const PairRule& rule, Timestamp now) const {
  const Quote& first = book_.series(path.first.series).latest();
  const Quote* second = path.second ? &book_.series(path.second->series).latest() : nullptr;
  const auto of = as_of(path, {&first, second});
  return {.pair = rule.pair,
          .value = value_of(path, first, second),
          .precision = rule.precision,
          .basis = rule.basis == BasisKind::previous_close ? previous_close(path, of.date())
                                                           : std::nullopt,
          .as_of = of,
          .fetched_at =
              second == nullptr ? first.fetched_at : std::min(first.fetched_at, second->fetched_at),
          .source = source(path),
          .status = status(path, rule, now)};
}

AsOf Pricing::as_of(const Path& path, const LegQuotes& quotes) const {
  const auto [first, second] = quotes;
  if (!path.second || second == nullptr) return first->as_of;
  const bool first_is_peg = kind(path.first) == Kind::peg;
  const bool second_is_peg = kind(*path.second) == Kind::peg;
  if (first_is_peg == second_is_peg) return older(first->as_of, second->as_of);
  return first_is_peg ? second->as_of : first->as_of;
}

std::string Pricing::source(const Path& path) const {
  const auto first = book_.feed_of(path.first.series);
  const auto second = path.second ? book_.feed_of(path.second->series) : first;
  return first == second ? feeds_[first].name : feeds_[first].name + "+" + feeds_[second].name;
}

Status Pricing::status(const Path& path, const PairRule& rule, Timestamp now) const {
  if (is_old(path, rule, now)) return Status::stale;
  const auto first = status_of(kind(path.first));
  return path.second ? worse(first, status_of(kind(*path.second))) : first;
}

const Quote* Pricing::close_at(const Leg& leg, Date date) const {
  const Series& series = book_.series(leg.series);
  const Quote* close = series.at(date);
  return close == nullptr && kind(leg) == Kind::peg ? &series.oldest() : close;
}

std::optional<Basis> Pricing::previous_close(const Path& path, Date as_of_date) const {
  const Quote* last = book_.series(path.first.series).before(as_of_date);
  if (path.second) {
    const Quote* other = book_.series(path.second->series).before(as_of_date);
    if (last == nullptr || (other != nullptr && last->as_of.date() < other->as_of.date())) {
      last = other;
    }
  }
  if (last == nullptr) return std::nullopt;
  const auto date = last->as_of.date();
  const Quote* first = close_at(path.first, date);
  const Quote* second = path.second ? close_at(*path.second, date) : nullptr;
  if (first == nullptr || (path.second && second == nullptr)) return std::nullopt;
  return Basis{.kind = BasisKind::previous_close,
               .value = value_of(path, *first, second),
               .as_of = as_of(path, {first, second})};
}

}  // namespace tickerd::rates
