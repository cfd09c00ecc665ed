#include <algorithm>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "rates/desk.hpp"

namespace tickerd::rates {
namespace {

bool is_same(const std::shared_ptr<const DayEnd>& a, const std::shared_ptr<const DayEnd>& b) {
  return a == b || (a && b && *a == *b);
}

/// Whether a feed that stays counts the days of its instants by another end.
bool counts_otherwise(const std::vector<FeedTraits>& before, const std::vector<FeedTraits>& after) {
  return std::ranges::any_of(before, [&](const FeedTraits& feed) {
    const auto found = std::ranges::find(after, feed.name, &FeedTraits::name);
    return found != after.end() && !is_same(feed.day_end, found->day_end);
  });
}

}  // namespace

Reconfigured Desk::reconfigure(DeskSetup setup, Timestamp now) {
  std::vector<CurrencyPair> published_before;
  for (const auto& entry : entries_) {
    if (entry.published) published_before.push_back(entry.rule.pair);
  }
  const bool recount = counts_otherwise(feeds_, setup.feeds);
  change_feeds(std::move(setup.feeds), setup.begun);
  if (recount) count_days_again();
  change_entries(setup);
  consistency_ = {};
  consistency_.review(book_, feeds_, silent_, SeriesSet(book_.size(), true));

  Reconfigured changed{.outcome = review(now), .gone = {}};
  for (const auto& pair : published_before) {
    if (!tracks(pair)) changed.gone.push_back(pair);
  }
  return changed;
}

void Desk::change_feeds(std::vector<FeedTraits> feeds, const std::vector<std::string>& begun) {
  check_names(feeds);
  Book book(feeds.size());
  std::vector<bool> silent(feeds.size());
  for (std::size_t number = 0; number < feeds.size(); ++number) {
    const auto& name = feeds[number].name;
    const auto before = feed_number(name);
    if (!before) continue;
    silent[number] = silent_[*before] && std::ranges::find(begun, name) == begun.end();
    for (SeriesId id = 0; id < book_.size(); ++id) {
      auto& series = book_.series(id);
      if (book_.feed_of(id) != *before || series.empty()) continue;
      const auto pair = series.latest().pair;
      book.series(book.open(number, pair)) = std::move(series);
    }
  }
  feeds_ = std::move(feeds);
  silent_ = std::move(silent);
  book_ = std::move(book);
  pegs_ = find_pegs(book_, feeds_);
}

void Desk::change_entries(const DeskSetup& setup) {
  auto before = std::exchange(entries_, {});
  const auto index = std::exchange(index_, {});
  const auto carry_on = [&](const PairRule& rule) {
    if (tracks(rule.pair)) {
      throw std::invalid_argument(fmt::format("desk: two rules for {}", rule.pair.text()));
    }
    auto entry = make_entry(rule);
    const auto found = index.find(rule.pair);
    if (found != index.end()) take_over(before[found->second], entry);
    return entry;
  };
  for (const auto& rule : setup.pairs) keep_entry(carry_on(rule));
  for (const auto& rule : setup.asked) {
    auto entry = carry_on(rule);
    find_paths_of(entry);
    const bool may_come_back = entry.published && !setup.begun.empty();
    if (!entry.paths.empty() || may_come_back) keep_entry(std::move(entry));
  }
}

void Desk::take_over(Entry& before, Entry& entry) {
  entry.guard = std::move(before.guard);
  entry.published = std::move(before.published);
  entry.legs = std::move(before.legs);
  entry.note = std::move(before.note);
  entry.lookback = std::move(before.lookback);
  entry.has_ticks = before.has_ticks;
  entry.misses_window = before.misses_window;
}

void Desk::count_days_again() {
  for (SeriesId id = 0; id < book_.size(); ++id) {
    Series anew;
    for (auto quote : book_.series(id).by_date()) {
      quote.as_of = counted(quote.as_of, book_.feed_of(id));
      anew.take(quote);
    }
    anew.forget_open();
    book_.series(id) = std::move(anew);
  }
  for (auto& entry : entries_) {
    if (!entry.published) continue;
    count_published(*entry.published);
    entry.guard = {};
    entry.guard.restore(*entry.published);
  }
}

void Desk::count_published(Rate& rate) const {
  // A peg in the cross has no trading day of its own.
  for (const auto name : std::views::split(rate.source, '+')) {
    const auto feed = feed_number(std::string_view(name.begin(), name.end()));
    if (feed) rate.as_of = counted(rate.as_of, *feed);
  }
}

std::vector<CurrencyPair> Desk::pairs() const {
  std::vector<CurrencyPair> pairs;
  pairs.reserve(entries_.size());
  for (const auto& entry : entries_) pairs.push_back(entry.rule.pair);
  return pairs;
}

}  // namespace tickerd::rates
