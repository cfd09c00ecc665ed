#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rates/path.hpp"
#include "rates/rate.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// A quote for each leg of a path; the second is null when the path has one leg.
struct LegQuotes {
  const Quote* first = nullptr;
  const Quote* second = nullptr;
};

/// What a path is worth by the quotes of its legs, unrounded.
Decimal value_of(const Path& path, const LegQuotes& quotes);

/// What the changes of a rate are measured against: earlier values on the same path, feeds and
/// legs, so that a failover makes no change that there was not.
///
/// `now` are the quotes that the rate was read from, none of them null. Values are those of the
/// last value date on any leg of the path, a leg that has none of its own on that date with the
/// last one before. No value is of a date in `quarantined`, which held no good one. A peg holds on
/// every day, so in a cross with another feed it has no say in the rate's date.
///
/// Refers to `book` and `feeds`, which must outlive it; quotes live until the book changes.
class Baselines {
 public:
  Baselines(const Book& book, std::span<const FeedTraits> feeds) : book_(book), feeds_(feeds) {}

  /// The newest quote of each leg.
  LegQuotes latest(const Path& path) const;
  /// The last quote of each leg on or before `date`; none when a leg has none.
  std::optional<LegQuotes> at(const Path& path, Date date) const;
  /// What the source states of a value by `quotes`: of two legs the older one.
  AsOf as_of(const Path& path, const LegQuotes& quotes) const;
  /// Whether a leg is a stream of ticks.
  bool has_ticks(const Path& path) const;

  /// What the basis of `kind` is computed from; none when it is not known.
  std::optional<LegQuotes> of_kind(BasisKind kind, const Path& path, const LegQuotes& now,
                                   const std::vector<Date>& quarantined) const;
  /// The bases that are known, in the order of BasisKind. `worth` is the value by `now`.
  std::vector<Basis> all(const Path& path, const LegQuotes& now, const Decimal& worth,
                         const std::vector<Date>& quarantined) const;

 private:
  FeedTraits::Kind kind(const Leg& leg) const { return feeds_[book_.feed_of(leg.series)].kind; }
  bool knows_days(BasisKind kind, const Path& path) const;
  std::optional<LegQuotes> open(const Path& path, Date date) const;
  std::optional<LegQuotes> before(const Path& path, Date date,
                                  const std::vector<Date>& quarantined) const;
  std::optional<LegQuotes> last_other(const Path& path, const LegQuotes& now,
                                      const std::vector<Date>& quarantined) const;
  const Quote* open_of(const Leg& leg, Date date) const;
  const Quote* close_of(const Leg& leg, Date date) const;
  /// The last value date before `date` on any leg of the path.
  std::optional<Date> date_before(const Path& path, Date date) const;
  std::optional<Date> date_before(const Path& path, Date date,
                                  const std::vector<Date>& quarantined) const;

  const Book& book_;
  std::span<const FeedTraits> feeds_;
};

}  // namespace tickerd::rates
