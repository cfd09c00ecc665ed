#include "rates/pricing.hpp"

#include <algorithm>
#include <utility>

namespace tickerd::rates {
namespace {

using Kind = FeedTraits::Kind;

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
  const auto quotes = baselines_.latest(path);
  const auto& [first, second] = quotes;
  Rate rate{.pair = rule.pair,
            .value = value_of(path, quotes),
            .precision = rule.precision,
            .basis = std::nullopt,
            .as_of = baselines_.as_of(path, quotes),
            .fetched_at = second == nullptr ? first->fetched_at
                                            : std::min(first->fetched_at, second->fetched_at),
            .source = source(path),
            .status = status(path, rule, now),
            .quarantined = quarantined};
  rate.other_bases = baselines_.all(path, quotes, rate.value, quarantined);
  configure_basis(rate, rule.basis);
  return rate;
}

std::optional<std::vector<Basis>> Pricing::other_bases(const Path& path, const Rate& published,
                                                       BasisKind kind) const {
  if (source(path) != published.source) return std::nullopt;
  // A rate that is held back from its newest value is of an earlier date.
  for (const auto& quotes :
       {std::optional(baselines_.latest(path)), baselines_.at(path, published.as_of.date())}) {
    if (!quotes || baselines_.as_of(path, *quotes) != published.as_of) continue;
    Rate again = published;
    again.value = value_of(path, *quotes);
    again.basis.reset();
    again.other_bases = baselines_.all(path, *quotes, again.value, published.quarantined);
    configure_basis(again, published.basis ? published.basis->kind : kind);
    // How a running date began is in no close.
    if (published.basis && published.basis->kind == BasisKind::open) again.basis = published.basis;
    auto others = std::exchange(again.other_bases, {});
    if (same_as_published(again, published)) return others;
  }
  return std::nullopt;
}

Decimal Pricing::value(const Path& path) const { return value_of(path, baselines_.latest(path)); }

bool Pricing::is_peg(const Path& path) const {
  return kind(path.first) == Kind::peg && (!path.second || kind(*path.second) == Kind::peg);
}

bool Pricing::forgot_open(const Path& path) const {
  const auto forgot = [this](const Leg& leg) { return book_.series(leg.series).forgot_open(); };
  return forgot(path.first) || (path.second && forgot(*path.second));
}

std::vector<ExplainedLeg> Pricing::explain(const Path& path, const Rate& rate) const {
  const auto now = baselines_.latest(path);
  const auto then =
      rate.basis ? baselines_.of_kind(rate.basis->kind, path, now, rate.quarantined) : std::nullopt;
  std::vector<ExplainedLeg> legs;
  const auto add = [&](const Leg& leg, const Quote* quote, const Quote* earlier) {
    legs.push_back({.feed = feeds_[book_.feed_of(leg.series)].name,
                    .quote = *quote,
                    .inverted = leg.inverted,
                    .earlier = earlier == nullptr ? std::nullopt : std::optional(*earlier)});
  };
  add(path.first, now.first, then ? then->first : nullptr);
  if (path.second) add(*path.second, now.second, then ? then->second : nullptr);
  return legs;
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

}  // namespace tickerd::rates
