#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "rates/desk.hpp"
#include "rates/witnesses.hpp"

namespace tickerd::rates {
namespace {

/// As many dates as a series keeps.
constexpr std::size_t most_quarantined = 40;
constexpr int most_digits = 12;

}  // namespace

void Desk::find_paths_of(Entry& entry) const {
  if (entry.book_size == book_.size()) return;
  entry.paths = find_paths(book_, entry.rule.pair, entry.feeds);
  entry.peg_paths.clear();
  if (!pegs_.empty()) {
    // A peg is the operator's own word: it counts for pairs that do not take it too.
    std::vector<std::size_t> all(feeds_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (const auto& path : find_paths(book_, entry.rule.pair, all)) {
      if (is_decided_by_peg(path, book_, feeds_)) entry.peg_paths.push_back(path);
    }
  }
  entry.book_size = book_.size();
}

void Desk::find_other_bases(Entry& entry) const {
  find_paths_of(entry);
  const Pricing pricing(book_, feeds_, silent_);
  for (const auto& path : entry.paths) {
    auto others = pricing.other_bases(path, *entry.published, entry.rule.basis);
    if (!others) continue;
    entry.published->other_bases = *std::move(others);
    return;
  }
}

std::optional<Rate> Desk::price(Entry& entry, Timestamp now) const {
  if (entry.paths.empty()) return std::nullopt;
  const Pricing pricing(book_, feeds_, silent_);
  const Path& path = pricing.choose(entry.paths, entry.rule, now);
  auto quarantined = entry.published ? entry.published->quarantined : std::vector<Date>();
  const auto priced = [&] {
    auto priced_rate = pricing.price(path, entry.rule, quarantined, now);
    add_remembered_bases(entry, pricing, path, priced_rate);
    return priced_rate;
  };
  auto rate = priced();

  const bool is_peg = pricing.is_peg(path);
  std::vector<Witness> own_pegs;
  Witnesses pegs;
  Witnesses others;
  if (!is_peg) own_pegs = find_peg_words(path, rate, pegs_, book_, feeds_, pricing);
  if (!is_peg && own_pegs.empty()) {
    pegs = find_pegs(path, entry.peg_paths, pricing, entry.rule, now);
  }
  const auto& peg_words = own_pegs.empty() ? pegs.words : own_pegs;
  if (!is_peg && peg_words.empty() && entry.guard.wants_others(rate, entry.rule)) {
    others = find_others(path, entry.paths, book_, pricing, entry.rule, now);
  }
  const auto doubt = entry.guard.doubt();
  const Evidence evidence{.pegs = peg_words,
                          .others = others.words,
                          .is_peg = is_peg,
                          .ticks = pricing.has_ticks(path)};
  if (!entry.guard.takes(rate, evidence, entry.rule, now)) {
    const auto& heard = pegs.paths.empty() ? others.paths : pegs.paths;
    const Doubters doubters{.path = heard.empty() ? nullptr : heard.data(),
                            .word = own_pegs.empty() ? nullptr : own_pegs.data()};
    return in_place_of(rate, entry, pricing, doubters, path, now);
  }
  if (!quarantined.empty()) {
    // The date's value is good now; and so are those since the doubt that this value confirms.
    const bool confirmed = doubt && is_near(rate.value, doubt->value, entry.rule);
    const auto since = confirmed ? doubt->first_date : rate.as_of.date();
    std::erase_if(quarantined, [&](Date date) { return date >= since; });
    if (quarantined != rate.quarantined) {
      rate = priced();
    }
  }
  if (entry.legs.empty() || !entry.published || !same_as_published(*entry.published, rate)) {
    entry.legs = pricing.explain(path, rate);
    entry.note.clear();
  }
  return rate;
}

Rate Desk::in_place_of(const Rate& candidate, Entry& entry, const Pricing& pricing,
                       const Doubters& doubters, const Path& path, Timestamp now) const {
  auto quarantined = candidate.quarantined;
  const auto date = candidate.as_of.date();
  if (std::ranges::find(quarantined, date) == quarantined.end()) quarantined.push_back(date);
  if (quarantined.size() > most_quarantined) quarantined.erase(quarantined.begin());
  const bool has_other = doubters.path != nullptr || doubters.word != nullptr;
  Rate rate = candidate;
  if (entry.published && (entry.guard.has_good() || !has_other)) {
    rate = *entry.published;
  } else if (doubters.word != nullptr) {
    // The same crosses, with the peg in the place of what the feed says of the pegged currency.
    rate.value = doubters.word->value;
    rate.source = doubters.word->source;
    rate.basis.reset();
    rate.other_bases.clear();
    entry.legs = pricing.explain(path, rate);
    entry.note = fmt::format("with the peg in place of what its source says: {}",
                             rate.value.significant(most_digits));
  } else if (doubters.path != nullptr) {
    rate = pricing.price(*doubters.path, entry.rule, {}, now);
    entry.legs = pricing.explain(*doubters.path, rate);
    entry.note.clear();
  }
  rate.precision = entry.rule.precision;
  configure_basis(rate, entry.rule.basis);
  rate.status = Status::held;
  rate.quarantined = std::move(quarantined);
  return rate;
}

}  // namespace tickerd::rates
