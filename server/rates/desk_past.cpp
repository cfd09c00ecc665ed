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
    auto quote = *said;
    quote.as_of = counted(quote.as_of, feed);
    if (!book_.series(*id).take_past(quote)) continue;
    grown[*id] = true;
    outcome.closes.push_back({.feed = update.feed, .quote = quote});
  }
  std::ranges::sort(outcome.closes, {}, [](const Close& close) {
    return std::pair(close.quote.as_of.date(), close.quote.pair);
  });
  if (outcome.closes.empty()) return outcome;
  price_users(grown, now, outcome.rates);
  note_past(grown, now, outcome);
  return outcome;
}

void Desk::note_past(const SeriesSet& series, Timestamp now, Outcome& outcome) const {
  std::set<Date> dates;
  for (const auto& close : outcome.closes) {
    const auto id = book_.find(*feed_number(close.feed), close.quote.pair);
    const auto date = close.quote.as_of.date();
    if (date < book_.series(*id).latest().as_of.date()) dates.insert(date);
  }
  if (dates.empty()) return;  // as with nearly all news
  const Pricing pricing(book_, feeds_, silent_);
  const Baselines baselines(book_, feeds_);
  for (const auto& entry : entries_) {
    if (!entry.published || entry.paths.empty()) continue;
    const Path& path = pricing.choose(entry.paths, entry.rule, now);
    if (!uses({&path, 1}, series)) continue;
    for (const auto date : dates) {
      const auto& held = entry.published->quarantined;
      const bool is_past = date < entry.published->as_of.date();
      if (!is_past || std::ranges::find(held, date) != held.end()) continue;
      const auto quotes = baselines.at(path, date);
      if (!quotes) continue;
      const auto as_of = baselines.as_of(path, *quotes);
      if (as_of.date() != date) continue;
      outcome.past.push_back({.pair = entry.rule.pair,
                              .as_of = as_of,
                              .value = value_of(path, *quotes),
                              .source = pricing.source(path),
                              .published_at = now,
                              .seq = 0});
    }
  }
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

std::optional<Date> Desk::newest_date_of(std::string_view feed) const {
  const auto number = known_feed(feed);
  std::optional<Date> newest;
  for (SeriesId id = 0; id < book_.size(); ++id) {
    if (book_.feed_of(id) != number || book_.series(id).empty()) continue;
    const auto date = book_.series(id).latest().as_of.date();
    newest = std::max(newest.value_or(date), date);
  }
  return newest;
}

}  // namespace tickerd::rates
