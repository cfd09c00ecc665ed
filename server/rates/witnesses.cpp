#include "rates/witnesses.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tickerd::rates {
namespace {

constexpr std::size_t most_witnesses = 8;

using Feeds = std::pair<std::size_t, std::size_t>;

Feeds feeds_of(const Path& path, const Book& book) {
  const auto first = book.feed_of(path.first.series);
  return {first, path.second ? book.feed_of(path.second->series) : first};
}

bool uses(const Path& path, SeriesId series) {
  return path.first.series == series || (path.second && path.second->series == series);
}

bool shares_series(const Path& a, const Path& b) {
  return uses(a, b.first.series) || (b.second && uses(a, b.second->series));
}

void add(Witnesses& witnesses, const Path& path, const Pricing& pricing) {
  witnesses.paths.push_back(path);
  witnesses.words.push_back({pricing.value(path), pricing.source(path)});
}

}  // namespace

bool is_decided_by_peg(const Path& path, const Book& book, std::span<const FeedTraits> feeds) {
  const auto is_peg = [&](const Leg& leg) {
    return feeds[book.feed_of(leg.series)].kind == FeedTraits::Kind::peg;
  };
  if (!path.second) return is_peg(path.first);
  const bool first_is_peg = is_peg(path.first);
  const bool second_is_peg = is_peg(*path.second);
  if (first_is_peg && second_is_peg) return true;
  if (!first_is_peg && !second_is_peg) return false;
  // A leg leads from its base to its quote, or back when it is inverted.
  const auto& first = book.series(path.first.series).latest().pair;
  const auto common = path.first.inverted ? first.base() : first.quote();
  const auto& tied = book.series((first_is_peg ? path.first : *path.second).series).latest().pair;
  const auto end = tied.base() == common ? tied.quote() : tied.base();
  return is_preferred(common, end);
}

std::vector<Witness> find_peg_words(const Path& judged, const Rate& candidate,
                                    std::span<const SeriesId> pegs, const Book& book,
                                    std::span<const FeedTraits> feeds, const Pricing& pricing) {
  std::vector<Witness> words;
  for (const auto peg : pegs) {
    const Quote& stated = book.series(peg).latest();
    const bool ties_quote = is_preferred(stated.pair.base(), stated.pair.quote());
    const auto tied = ties_quote ? stated.pair.quote() : stated.pair.base();
    const bool is_base = candidate.pair.base() == tied;
    if (!is_base && candidate.pair.quote() != tied) continue;
    const auto feed =
        book.feed_of(is_base ? judged.first.series : judged.second.value_or(judged.first).series);
    const auto own = find_paths(book, stated.pair, std::array{feed});
    if (own.empty() || feeds[feed].kind == FeedTraits::Kind::peg) continue;
    // More of the tied currency for one of the other: it is worth less.
    const auto said = pricing.value(own.front());
    const bool rises = is_base != ties_quote;
    const auto value =
        rises ? candidate.value * stated.value / said : candidate.value * said / stated.value;
    words.push_back({value, feeds[book.feed_of(peg)].name + "+" + feeds[feed].name});
  }
  return words;
}

Witnesses find_pegs(const Path& judged, std::span<const Path> among, const Pricing& pricing,
                    const PairRule& rule, Timestamp now) {
  Witnesses witnesses;
  const bool is_old = pricing.is_old(judged, rule, now);
  for (const auto& path : among) {
    if (shares_series(path, judged) || (!is_old && pricing.is_old(path, rule, now))) continue;
    add(witnesses, path, pricing);
    if (witnesses.paths.size() == most_witnesses) break;
  }
  return witnesses;
}

Witnesses find_others(const Path& judged, std::span<const Path> all, const Book& book,
                      const Pricing& pricing, const PairRule& rule, Timestamp now) {
  Witnesses witnesses;
  std::vector<Feeds> heard;
  const auto own = feeds_of(judged, book);
  for (const auto& path : all) {
    const auto feeds = feeds_of(path, book);
    const auto is_own = [&own](std::size_t feed) {
      return feed == own.first || feed == own.second;
    };
    if ((is_own(feeds.first) && is_own(feeds.second)) || shares_series(path, judged)) continue;
    if (std::ranges::find(heard, feeds) != heard.end() || pricing.is_old(path, rule, now)) continue;
    heard.push_back(feeds);
    add(witnesses, path, pricing);
    if (witnesses.paths.size() == most_witnesses) break;
  }
  return witnesses;
}

}  // namespace tickerd::rates
