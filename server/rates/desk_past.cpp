#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "rates/desk.hpp"

namespace tickerd::rates {
namespace {

/// Of one date the last statement first, so that it is the one that is taken.
std::vector<const Quote*> last_first(const std::vector<Quote>& quotes) {
  std::vector<const Quote*> sorted;
  sorted.reserve(quotes.size());
  for (const auto& quote : quotes) sorted.push_back(&quote);
  std::ranges::sort(sorted, [](const Quote* a, const Quote* b) {
    return std::tuple(b->as_of.valid_until(), b) < std::tuple(a->as_of.valid_until(), a);
  });
  return sorted;
}

}  // namespace

Outcome Desk::ingest_past(const FeedUpdate& update, Timestamp now) {
  const auto feed = known_feed(update.feed);
  Outcome outcome;
  SeriesSet grown(book_.size());
  for (const auto* said : last_first(update.quotes)) {
    const auto id = book_.find(feed, said->pair);
    if (!id || !is_plausible(said->value)) continue;
    const auto quote = counted(*said, feed);
    if (!book_.series(*id).take_past(quote)) continue;
    grown[*id] = true;
    outcome.closes.push_back({.feed = update.feed, .quote = quote});
  }
  std::ranges::sort(outcome.closes, {}, [](const Close& close) {
    return std::pair(close.quote.as_of.date(), close.quote.pair);
  });
  if (!outcome.closes.empty()) price_users(grown, now, outcome.rates);
  return outcome;
}

std::set<Date> Desk::dates_of(std::string_view feed) const {
  const auto number = known_feed(feed);
  std::set<Date> dates;
  for (SeriesId id = 0; id < book_.size(); ++id) {
    if (book_.feed_of(id) != number) continue;
    for (const auto& quote : book_.series(id).by_date()) dates.insert(quote.as_of.date());
  }
  return dates;
}

}  // namespace tickerd::rates
