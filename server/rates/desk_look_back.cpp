#include <algorithm>
#include <utility>

#include "rates/desk.hpp"

namespace tickerd::rates {
namespace {

void insert_basis(Rate& rate, Basis basis) {
  auto& others = rate.other_bases;
  others.insert(std::ranges::upper_bound(others, basis.kind, {}, &Basis::kind), std::move(basis));
}

std::optional<Basis> copy_of(const Basis* basis) {
  return basis == nullptr ? std::nullopt : std::optional(*basis);
}

}  // namespace

std::vector<PastWindowQuery> Desk::wanted_windows(Timestamp now) const {
  std::vector<PastWindowQuery> queries;
  for (const auto& entry : entries_) {
    if (!entry.has_ticks || !entry.published) continue;
    for (const auto kind : Lookback::kinds) {
      auto query = entry.lookback.wanted(entry.rule.pair, kind, entry.published->as_of, now);
      if (query) queries.push_back(*std::move(query));
    }
  }
  return queries;
}

bool Desk::misses_windows() const noexcept {
  return std::ranges::any_of(entries_, [](const Entry& entry) { return entry.misses_window; });
}

Outcome Desk::look_back(std::vector<std::pair<PastWindowQuery, PastWindow>> answers,
                        Timestamp now) {
  std::vector<Entry*> affected;
  for (auto& [query, window] : answers) {
    const auto found = index_.find(query.pair);
    if (found == index_.end()) continue;
    auto& entry = entries_[found->second];
    entry.lookback.keep(query.kind, std::move(window));
    if (std::ranges::find(affected, &entry) == affected.end()) affected.push_back(&entry);
  }
  Outcome outcome;
  for (auto* const entry : affected) {
    if (auto rate = price(*entry, now)) publish(*entry, *std::move(rate), outcome.rates);
  }
  return outcome;
}

void Desk::add_remembered_bases(Entry& entry, const Pricing& pricing, const Path& path,
                                Rate& rate) const {
  entry.has_ticks = pricing.has_ticks(path);
  entry.misses_window = false;
  for (const auto kind : basis_kinds) {
    if (shown_basis(rate, kind) != nullptr) continue;
    if (auto basis = remembered_basis(kind, entry, pricing, path, rate)) {
      insert_basis(rate, *std::move(basis));
    }
  }
  configure_basis(rate, entry.rule.basis);
}

std::optional<Basis> Desk::remembered_basis(BasisKind kind, Entry& entry, const Pricing& pricing,
                                            const Path& path, const Rate& rate) const {
  const Rate* const told =
      entry.published && entry.published->source == rate.source ? &*entry.published : nullptr;
  if (kind == BasisKind::open) {
    const bool lasts = told != nullptr && told->as_of.date() == rate.as_of.date();
    return lasts && pricing.forgot_open(path) ? copy_of(shown_basis(*told, kind)) : std::nullopt;
  }
  if (kind == BasisKind::previous_close || !entry.has_ticks) return std::nullopt;
  if (kind == BasisKind::previous) {
    if (told == nullptr) return std::nullopt;
    if (rate_text(*told) == rate_text(rate)) return copy_of(shown_basis(*told, kind));
    return Basis{.kind = kind, .value = told->value, .as_of = told->as_of};
  }
  if (!entry.lookback.covers(kind, rate.as_of)) {
    // What was told of the same moment is as true as it was.
    if (told != nullptr && told->as_of == rate.as_of) return copy_of(shown_basis(*told, kind));
    entry.misses_window = true;
    return std::nullopt;
  }
  const auto* const past = entry.lookback.at(kind, rate.as_of);
  if (past == nullptr || past->source != rate.source) return std::nullopt;
  return Basis{.kind = kind, .value = past->value, .as_of = past->as_of};
}

}  // namespace tickerd::rates
