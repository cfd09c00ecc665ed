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
  const auto& feed = feeds_[book_.feed_of(leg.series)];
  if (feed.kind != Kind::market) return false;
  if (silent_[book_.feed_of(leg.series)]) return true;
  const AsOf& as_of = book_.series(leg.series).latest().as_of;
  const bool is_closed = feed.calendar && feed.calendar->is_closed(now);
  const auto of_feed = is_closed ? std::nullopt : feed.max_age;
  const auto bound = rule.max_age.value_or(of_feed.value_or(default_max_age));
  if (now - as_of.valid_until() <= bound) return false;
  const auto due = feed.calendar ? feed.calendar->due_by(now) : std::nullopt;
  return !due || as_of.date() < *due;
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

Rate Pricing::price(const Path& path, const PairRule& rule, const std::vector<Date>& quarantined,
                    Timestamp now) const {
  const Quote& first = book_.series(path.first.series).latest();
  const Quote* second = path.second ? &book_.series(path.second->series).latest() : nullptr;
  const auto of = as_of(path, {&first, second});
  return {.pair = rule.pair,
          .value = value_of(path, first, second),
          .precision = rule.precision,
          .basis = rule.basis == BasisKind::previous_close
                       ? previous_close(path, of.date(), quarantined)
                       : std::nullopt,
          .as_of = of,
          .fetched_at =
              second == nullptr ? first.fetched_at : std::min(first.fetched_at, second->fetched_at),
          .source = source(path),
          .status = status(path, rule, now),
          .quarantined = quarantined};
}

Decimal Pricing::value(const Path& path) const {
  const Quote& first = book_.series(path.first.series).latest();
  return value_of(path, first, path.second ? &book_.series(path.second->series).latest() : nullptr);
}

bool Pricing::is_peg(const Path& path) const {
  return kind(path.first) == Kind::peg && (!path.second || kind(*path.second) == Kind::peg);
}

std::vector<ExplainedLeg> Pricing::explain(const Path& path, const Rate& rate) const {
  std::vector<ExplainedLeg> legs;
  const auto date =
      rate.basis ? basis_date(path, rate.as_of.date(), rate.quarantined) : std::nullopt;
  const auto add = [&](const Leg& leg) {
    ExplainedLeg explained{.feed = feeds_[book_.feed_of(leg.series)].name,
                           .quote = book_.series(leg.series).latest(),
                           .inverted = leg.inverted,
                           .earlier = {}};
    const Quote* earlier = date ? close_at(leg, *date) : nullptr;
    if (earlier != nullptr) explained.earlier = *earlier;
    legs.push_back(std::move(explained));
  };
  add(path.first);
  if (path.second) add(*path.second);
  return legs;
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
  const auto first = status(path.first, now);
  return path.second ? worse(first, status(*path.second, now)) : first;
}

Status Pricing::status(const Leg& leg, Timestamp now) const {
  const FeedTraits& feed = feeds_[book_.feed_of(leg.series)];
  if (feed.kind != Kind::market || !feed.calendar) return status_of(feed.kind);
  const auto due = feed.calendar->due_by(now);
  if (due && book_.series(leg.series).latest().as_of.date() < *due) return Status::late;
  return feed.calendar->is_closed(now) ? Status::closed : Status::live;
}

const Quote* Pricing::close_at(const Leg& leg, Date date) const {
  const Series& series = book_.series(leg.series);
  const Quote* close = series.at(date);
  return close == nullptr && kind(leg) == Kind::peg ? &series.oldest() : close;
}

std::optional<Date> Pricing::date_before(const Path& path, Date date) const {
  const Quote* first = book_.series(path.first.series).before(date);
  const Quote* second = path.second ? book_.series(path.second->series).before(date) : nullptr;
  if (first == nullptr && second == nullptr) return std::nullopt;
  if (first == nullptr || second == nullptr) return (first ? first : second)->as_of.date();
  return std::max(first->as_of.date(), second->as_of.date());
}

std::optional<Date> Pricing::basis_date(const Path& path, Date as_of_date,
                                        const std::vector<Date>& quarantined) const {
  auto date = date_before(path, as_of_date);
  while (date && std::ranges::find(quarantined, *date) != quarantined.end()) {
    date = date_before(path, *date);
  }
  return date;
}

std::optional<Basis> Pricing::previous_close(const Path& path, Date as_of_date,
                                             const std::vector<Date>& quarantined) const {
  const auto date = basis_date(path, as_of_date, quarantined);
  if (!date) return std::nullopt;
  const Quote* first = close_at(path.first, *date);
  const Quote* second = path.second ? close_at(*path.second, *date) : nullptr;
  if (first == nullptr || (path.second && second == nullptr)) return std::nullopt;
  return Basis{.kind = BasisKind::previous_close,
               .value = value_of(path, *first, second),
               .as_of = as_of(path, {first, second})};
}

}  // namespace tickerd::rates
