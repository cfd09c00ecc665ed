#include "rates/desk.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

/// The quotes by pair and, of one pair, in the order in which they became true, then as they were
/// stated. Quotes that no desk can use are refused.
std::vector<const Quote*> in_order(const std::vector<Quote>& quotes,
                                   std::vector<Refusal>& refusals) {
  std::vector<const Quote*> sorted;
  sorted.reserve(quotes.size());
  for (const auto& quote : quotes) {
    if (Desk::is_plausible(quote.value)) {
      sorted.push_back(&quote);
    } else {
      refusals.push_back(
          {quote, fmt::format("expected a value from 1e-30 to 1e30, got {}", quote.value.exact())});
    }
  }
  std::ranges::sort(sorted, [](const Quote* a, const Quote* b) {
    return std::tuple(a->pair, a->as_of.date(), a->as_of.valid_until(), a) <
           std::tuple(b->pair, b->as_of.date(), b->as_of.valid_until(), b);
  });
  return sorted;
}

/// The rate of a pair none of whose sources is left: as it was, with its age judged.
Rate judged_by_age(Rate rate, const PairRule& rule, Timestamp now) {
  rate.precision = rule.precision;
  configure_basis(rate, rule.basis);
  const bool ages = rate.status == Status::live || rate.status == Status::stale ||
                    rate.status == Status::late || rate.status == Status::closed;
  if (!ages) return rate;
  const bool is_old = now - rate.as_of.valid_until() > rule.max_age.value_or(default_max_age);
  rate.status = is_old ? Status::stale : Status::live;
  return rate;
}

}  // namespace

bool Desk::is_plausible(const Decimal& value) {
  static const Decimal smallest = Decimal::parse("1e-30").value();
  static const Decimal largest = Decimal::parse("1e30").value();
  return value >= smallest && value <= largest;
}

Desk::Desk(std::vector<FeedTraits> feeds, const std::vector<PairRule>& pairs)
    : feeds_(std::move(feeds)), silent_(feeds_.size()), book_(feeds_.size()) {
  check_names(feeds_);
  for (const auto& rule : pairs) {
    if (tracks(rule.pair)) {
      throw std::invalid_argument(fmt::format("desk: two rules for {}", rule.pair.text()));
    }
    keep_entry(make_entry(rule));
  }
}

void Desk::check_names(const std::vector<FeedTraits>& feeds) {
  for (auto feed = feeds.begin(); feed != feeds.end(); ++feed) {
    if (std::ranges::find(feeds.begin(), feed, feed->name, &FeedTraits::name) != feed) {
      throw std::invalid_argument(fmt::format("desk: two feeds named {}", feed->name));
    }
  }
}

std::optional<std::size_t> Desk::feed_number(std::string_view name) const {
  const auto found = std::ranges::find(feeds_, name, &FeedTraits::name);
  if (found == feeds_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - feeds_.begin());
}

std::size_t Desk::known_feed(std::string_view name) const {
  if (const auto feed = feed_number(name)) return *feed;
  throw std::invalid_argument(fmt::format("desk: unknown feed {}", name));
}

Desk::Entry Desk::make_entry(const PairRule& rule) const {
  Entry entry{.rule = rule,
              .feeds = {},
              .paths = {},
              .peg_paths = {},
              .guard = {},
              .published = std::nullopt,
              .legs = {},
              .note = {},
              .lookback = {}};
  for (const auto& name : rule.feeds) {
    const auto feed = feed_number(name);
    if (!feed) {
      throw std::invalid_argument(
          fmt::format("desk: {} wants the unknown feed {}", rule.pair.text(), name));
    }
    entry.feeds.push_back(*feed);
  }
  if (rule.feeds.empty()) {
    for (std::size_t feed = 0; feed < feeds_.size(); ++feed) entry.feeds.push_back(feed);
  }
  return entry;
}

void Desk::keep_entry(Entry entry) {
  index_.emplace(entry.rule.pair, entries_.size());
  entries_.push_back(std::move(entry));
}

void Desk::restore(std::span<const SequencedRate> rates, std::span<const Close> closes) {
  for (const auto& close : closes) {
    const auto feed = feed_number(close.feed);
    if (!feed) continue;
    auto& series = book_.series(book_.open(*feed, close.quote.pair));
    auto quote = close.quote;
    quote.as_of = counted(quote.as_of, *feed);
    series.take(quote);
    series.forget_open();
  }
  for (const auto& [rate, seq] : rates) {
    const auto found = index_.find(rate.pair);
    if (found == index_.end()) continue;
    auto& entry = entries_[found->second];
    entry.published = rate;
    // A store does not keep the trading day of an instant.
    count_published(*entry.published);
    entry.guard.restore(*entry.published);
  }
  pegs_ = find_pegs(book_, feeds_);
  consistency_.review(book_, feeds_, silent_, SeriesSet(book_.size(), true));
  for (auto& entry : entries_) {
    if (entry.published && entry.published->other_bases.empty()) find_other_bases(entry);
  }
}

Outcome Desk::ingest(const FeedUpdate& update, Timestamp now) {
  Outcome outcome;
  const auto news = take(update, outcome);
  if (outcome.closes.empty()) return outcome;
  const bool is_peg = feeds_[known_feed(update.feed)].kind == FeedTraits::Kind::peg;
  if (is_peg) pegs_ = find_pegs(book_, feeds_);
  consistency_.review(book_, feeds_, silent_, news);
  price_users(news, now, outcome.rates);
  note_past(news, now, outcome);
  return outcome;
}

bool Desk::uses(std::span<const Path> paths, const SeriesSet& series) {
  return std::ranges::any_of(paths, [&series](const Path& path) {
    return series[path.first.series] || (path.second && series[path.second->series]);
  });
}

void Desk::price_users(const SeriesSet& series, Timestamp now, std::vector<Rate>& rates) {
  for (auto& entry : entries_) {
    find_paths_of(entry);
    if (!uses(entry.paths, series)) continue;
    if (auto rate = price(entry, now)) publish(entry, *std::move(rate), rates);
  }
}

Desk::SeriesSet Desk::take(const FeedUpdate& update, Outcome& outcome) {
  const auto feed = known_feed(update.feed);
  SeriesSet news(book_.size());
  auto said = update.quotes;
  for (auto& quote : said) quote.as_of = counted(quote.as_of, feed);
  const auto quotes = in_order(said, outcome.refusals);
  for (auto at = quotes.begin(); at != quotes.end(); ++at) {
    const Quote& quote = **at;
    const bool has_next = std::next(at) != quotes.end() && (*std::next(at))->pair == quote.pair;
    if (has_next && (*std::next(at))->as_of.date() == quote.as_of.date()) continue;
    const auto id = book_.open(feed, quote.pair);
    auto& series = book_.series(id);
    switch (series.take(quote)) {
      case Series::Taken::new_date:
      case Series::Taken::revised:
        outcome.closes.push_back({.feed = update.feed, .quote = quote});
        news.resize(book_.size());
        news[id] = true;
        break;
      case Series::Taken::older:
        if (has_next) break;  // the past in a table of several days, not a step back
        outcome.refusals.push_back(
            {quote, fmt::format("expected a value of {} or later, got one of {}",
                                series.latest().as_of.text(), quote.as_of.text())});
        break;
      case Series::Taken::unchanged:
        break;
    }
  }
  return news;
}

Outcome Desk::review(Timestamp now) {
  Outcome outcome;
  for (auto& entry : entries_) {
    find_paths_of(entry);
    auto rate = price(entry, now);
    if (!rate && entry.published) rate = judged_by_age(*entry.published, entry.rule, now);
    if (rate) publish(entry, *std::move(rate), outcome.rates);
  }
  return outcome;
}

Result<Outcome> Desk::release(const CurrencyPair& pair, Timestamp now) {
  const auto found = index_.find(pair);
  if (found == index_.end()) {
    return fail(Errc::not_found, fmt::format("{}: it is not published", pair.text()));
  }
  auto& entry = entries_[found->second];
  if (!entry.guard.doubt()) {
    return fail(Errc::not_found, fmt::format("{}: nothing of it is held", pair.text()));
  }
  entry.guard.release();
  Outcome outcome;
  if (auto rate = price(entry, now)) publish(entry, *std::move(rate), outcome.rates);
  return outcome;
}

Outcome Desk::set_silent(std::string_view feed, bool silent, Timestamp now) {
  silent_[known_feed(feed)] = silent;
  return review(now);
}

const Rate* Desk::published(const CurrencyPair& pair) const {
  const auto found = index_.find(pair);
  if (found == index_.end()) return nullptr;
  const auto& rate = entries_[found->second].published;
  return rate ? &*rate : nullptr;
}

std::size_t Desk::held() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      entries_, [](const Entry& entry) { return entry.guard.doubt().has_value(); }));
}

std::optional<Rate> Desk::track(const PairRule& rule, Timestamp now) {
  if (const auto found = index_.find(rule.pair); found != index_.end()) {
    return entries_[found->second].published;
  }
  auto entry = make_entry(rule);
  find_paths_of(entry);
  entry.published = price(entry, now);
  if (!entry.published) return std::nullopt;
  auto rate = entry.published;
  keep_entry(std::move(entry));
  return rate;
}

AsOf Desk::counted(const AsOf& as_of, std::size_t feed) const {
  if (as_of.is_date()) return as_of;
  const AsOf anew(as_of.valid_until());  // the feed may have had another end before
  const auto& end = feeds_[feed].day_end;
  return end ? anew.counted_to(end->day_of(anew.valid_until())) : anew;
}

void Desk::publish(Entry& entry, Rate rate, std::vector<Rate>& rates) {
  // Dates that are held go to the store with the rate, also when nobody sees a difference.
  if (entry.published && same_as_published(*entry.published, rate) &&
      entry.published->quarantined == rate.quarantined) {
    return;
  }
  entry.published = rate;
  rates.push_back(std::move(rate));
}

}  // namespace tickerd::rates
