#include "rates/lookback.hpp"

#include <algorithm>
#include <utility>

#include "rates/history.hpp"

namespace tickerd::rates {
namespace {

/// A window reaches this far beyond what is asked of it now, and is read anew when half is left.
constexpr auto ahead = std::chrono::seconds(60);

Timestamp moment(BasisKind kind, const AsOf& as_of) {
  return instant_of(as_of) - Lookback::span(kind);
}

/// The first value after `at`.
auto after(const PastWindow& window, Timestamp at) {
  return std::ranges::upper_bound(window.values, at, {},
                                  [](const PastValue& past) { return instant_of(past.as_of); });
}

std::size_t index_of(BasisKind kind) {
  return static_cast<std::size_t>(std::ranges::find(Lookback::kinds, kind) -
                                  Lookback::kinds.begin());
}

}  // namespace

std::chrono::milliseconds Lookback::span(BasisKind kind) noexcept {
  if (kind == BasisKind::month) return std::chrono::days(30);
  return kind == BasisKind::week ? std::chrono::days(7) : std::chrono::days(1);
}

std::optional<PastWindowQuery> Lookback::wanted(const CurrencyPair& pair, BasisKind kind,
                                                const AsOf& as_of, Timestamp now) const {
  const auto from = moment(kind, as_of);
  const auto until = std::max(from, now - span(kind)) + ahead;
  const auto& held = window(kind);
  if (covers(kind, as_of)) {
    const auto left = held->values.end() - after(*held, from);
    const bool lasts = held->until >= until - ahead / 2;
    const bool is_dense = held->is_full && left >= std::ptrdiff_t{PastWindow::most_values / 2};
    if (lasts || is_dense) return std::nullopt;
  }
  return PastWindowQuery{.pair = pair, .kind = kind, .from = from, .until = until};
}

void Lookback::keep(BasisKind kind, PastWindow window) {
  windows_.at(index_of(kind)) = std::move(window);
}

bool Lookback::covers(BasisKind kind, const AsOf& as_of) const {
  const auto& held = window(kind);
  const auto at = moment(kind, as_of);
  return held && held->from <= at && at < held->until;
}

const PastValue* Lookback::at(BasisKind kind, const AsOf& as_of) const {
  if (!covers(kind, as_of)) return nullptr;
  const auto& held = *window(kind);
  const auto next = after(held, moment(kind, as_of));
  return next == held.values.begin() ? nullptr : &*std::prev(next);
}

const std::optional<PastWindow>& Lookback::window(BasisKind kind) const {
  return windows_.at(index_of(kind));
}

}  // namespace tickerd::rates
