#include <algorithm>
#include <cstddef>
#include <utility>

#include "rates/desk.hpp"
#include "rates/witnesses.hpp"

namespace tickerd::rates {
namespace {

/// As many dates as a series keeps.
constexpr std::size_t most_quarantined = 40;

}  // namespace

void Desk::find_paths_of(Entry& entry) const {
  if (entry.book_size == book_.size()) return;
  entry.paths = find_paths(book_, entry.rule.pair, entry.feeds);
  entry.peg_paths.clear();
  for (const auto& path : entry.paths) {
    if (is_decided_by_peg(path, book_, feeds_)) entry.peg_paths.push_back(path);
  }
  entry.book_size = book_.size();
}

bool Desk::has_ticks(const Path& path) const {
  const auto ticks = [this](const Leg& leg) { return feeds_[book_.feed_of(leg.series)].ticks; };
  return ticks(path.first) || (path.second && ticks(*path.second));
}

std::optional<Rate> Desk::price(Entry& entry, Timestamp now) const {
  if (entry.paths.empty()) return std::nullopt;
  const Pricing pricing(book_, feeds_, silent_);
  const Path& path = pricing.choose(entry.paths, entry.rule, now);
  auto quarantined = entry.published ? entry.published->quarantined : std::vector<Date>();
  auto rate = pricing.price(path, entry.rule, quarantined, now);

  Witnesses pegs;
  Witnesses others;
  const bool is_peg = pricing.is_peg(path);
  if (!is_peg) pegs = find_pegs(path, entry.peg_paths, pricing, entry.rule, now);
  if (!is_peg && pegs.paths.empty() && entry.guard.wants_others(rate, entry.rule)) {
    others = find_others(path, entry.paths, book_, pricing, entry.rule, now);
  }
  const auto doubt = entry.guard.doubt();
  const Evidence evidence{
      .pegs = pegs.words, .others = others.words, .is_peg = is_peg, .ticks = has_ticks(path)};
  if (!entry.guard.takes(rate, evidence, entry.rule, now)) {
    const auto& heard = pegs.paths.empty() ? others.paths : pegs.paths;
    return in_place_of(rate, entry, pricing, heard.empty() ? nullptr : heard.data(), now);
  }
  if (!quarantined.empty()) {
    // The date's value is good now; and so are those since the doubt that this value confirms.
    const bool confirmed = doubt && is_near(rate.value, doubt->value, entry.rule);
    const auto since = confirmed ? doubt->first_date : rate.as_of.date();
    std::erase_if(quarantined, [&](Date date) { return date >= since; });
    if (quarantined != rate.quarantined) {
      rate = pricing.price(path, entry.rule, quarantined, now);
    }
  }
  if (entry.legs.empty() || !entry.published || !same_as_published(*entry.published, rate)) {
    entry.legs = pricing.explain(path, rate.basis);
  }
  return rate;
}

Rate Desk::in_place_of(const Rate& candidate, const Entry& entry, const Pricing& pricing,
                       const Path* witness, Timestamp now) const {
  auto quarantined = candidate.quarantined;
  const auto date = candidate.as_of.date();
  if (std::ranges::find(quarantined, date) == quarantined.end()) quarantined.push_back(date);
  if (quarantined.size() > most_quarantined) quarantined.erase(quarantined.begin());
  const bool stands = entry.published && (entry.guard.has_good() || witness == nullptr);
  // Without a word of anybody else the guard takes a first value: there is one of the two.
  Rate rate = stands ? *entry.published : pricing.price(*witness, entry.rule, {}, now);
  rate.precision = entry.rule.precision;
  rate.status = Status::held;
  rate.quarantined = std::move(quarantined);
  return rate;
}

}  // namespace tickerd::rates
