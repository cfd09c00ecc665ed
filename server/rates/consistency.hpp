#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rates/book.hpp"
#include "rates/pricing.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// A feed that contradicts itself: it quotes a pair, and its other quotes give another value for
/// it. One of them is of a wrong base, upside down or wrongly named; nobody can tell which.
struct Inconsistency {
  std::string feed;
  CurrencyPair pair;
  Decimal quoted;
  /// Through which currency the other value is crossed; none: the pair is quoted the other way
  /// round too.
  std::optional<Currency> over;
  Decimal derived;
  friend bool operator==(const Inconsistency&, const Inconsistency&) = default;
};

/// Finds where feeds contradict themselves: EUR/JPY against EUR/USD times USD/JPY, and USD/EUR
/// against EUR/USD, by more than half of a hundredth beyond what the feed rounds.
///
/// Quotes of different days, or ticks more than a minute apart, need not agree. What was found
/// stands until the values are within half as much, so that ticks at the bound do not make it come
/// and go. Simulated feeds are left alone. Looks only at what a changed quote has a part in.
class Consistency {
 public:
  /// `changed` are all series with news, by number. Refers to nothing afterwards.
  void review(const Book& book, std::span<const FeedTraits> feeds, const std::vector<bool>& silent,
              const std::vector<bool>& changed);
  /// What stands at the moment, in no order that means anything.
  const std::vector<Inconsistency>& found() const noexcept { return found_; }

 private:
  /// The series that have a part in it.
  using Parts = std::array<SeriesId, 3>;

  void judge(const Parts& parts, const Book& book, std::span<const FeedTraits> feeds,
             const Pricing& pricing);

  std::map<Parts, Inconsistency> broken_;
  std::vector<Inconsistency> found_;
};

}  // namespace tickerd::rates
