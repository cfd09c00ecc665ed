#include <algorithm>
#include <utility>

#include "rates/desk.hpp"

namespace tickerd::rates {
namespace {

/// Values from the store have no origin; the next poll that says the same brings it.
void find_origin(ExplainedLeg& leg, const Series& series) {
  const auto adopt = [&series](Quote& quote) {
    const Quote* held = series.at(quote.as_of.date());
    if (!quote.origin && held != nullptr && *held == quote) quote.origin = held->origin;
  };
  adopt(leg.quote);
  if (leg.earlier) adopt(*leg.earlier);
}

}  // namespace

std::optional<Explanation> Desk::explain(const CurrencyPair& pair) const {
  const auto found = index_.find(pair);
  if (found == index_.end()) return std::nullopt;
  const Entry& entry = entries_[found->second];
  if (!entry.published) return std::nullopt;
  Explanation explanation{.rate = *entry.published,
                          .legs = entry.legs,
                          .note = entry.note,
                          .held = std::nullopt,
                          .others = {}};
  for (auto& leg : explanation.legs) {
    const auto feed = feed_number(leg.feed);
    if (!feed) continue;
    // A feed that left and came back may not have said anything yet.
    if (const auto id = book_.find(*feed, leg.quote.pair)) find_origin(leg, book_.series(*id));
  }
  if (const auto& doubt = entry.guard.doubt()) {
    explanation.held = ExplainedDoubt{.value = doubt->value,
                                      .as_of = doubt->as_of,
                                      .source = doubt->source,
                                      .reason = doubt->reason,
                                      .since = doubt->since};
  }
  const Pricing pricing(book_, feeds_, silent_);
  for (const auto& path : entry.paths) {
    auto source = pricing.source(path);
    auto& others = explanation.others;
    if (source == entry.published->source || std::ranges::find(others, source) != others.end()) {
      continue;
    }
    others.push_back(std::move(source));
  }
  return explanation;
}

}  // namespace tickerd::rates
