#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rates/explanation.hpp"
#include "rates/path.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// Reads a rate off a path: value, dates, source, status, and the basis on the same path.
///
/// A market quote ages from the end of its value date, but is not old while its source's calendar
/// wants nothing newer (Easter is longer than many a bound); a peg and a simulated quote never age.
/// What a silent feed said last is old at once. A peg holds on every day, so in a cross with
/// another feed it has no say in the dates. Refers to `book`, `feeds` and `silent` (by feed), which
/// must outlive it.
class Pricing {
 public:
  Pricing(const Book& book, std::span<const FeedTraits> feeds, const std::vector<bool>& silent)
      : book_(book), feeds_(feeds), silent_(silent) {}

  /// Whether a leg of the path is older than `rule` bears.
  bool is_old(const Path& path, const PairRule& rule, Timestamp now) const;
  /// The first of `paths` that is not old; when all are, the first. `paths` is not empty.
  const Path& choose(std::span<const Path> paths, const PairRule& rule, Timestamp now) const;
  /// The basis is of no date in `quarantined`; the rate carries them on.
  Rate price(const Path& path, const PairRule& rule, const std::vector<Date>& quarantined,
             Timestamp now) const;
  /// The path's value alone, unrounded.
  Decimal value(const Path& path) const;
  /// "nbkr", "nbkr+cbu" for a cross of two.
  std::string source(const Path& path) const;
  /// Whether every leg is a peg: an operator's word.
  bool is_peg(const Path& path) const;
  /// The legs as a person is shown them, each with the quote that the basis was computed from.
  std::vector<ExplainedLeg> explain(const Path& path, const Rate& rate) const;

 private:
  using LegQuotes = std::array<const Quote*, 2>;  // the second is null when the path has one leg

  FeedTraits::Kind kind(const Leg& leg) const { return feeds_[book_.feed_of(leg.series)].kind; }
  bool is_old(const Leg& leg, const PairRule& rule, Timestamp now) const;
  const Quote* close_at(const Leg& leg, Date date) const;
  AsOf as_of(const Path& path, const LegQuotes& quotes) const;
  Status status(const Leg& leg, Timestamp now) const;
  Status status(const Path& path, const PairRule& rule, Timestamp now) const;
  std::optional<Basis> previous_close(const Path& path, Date as_of,
                                      const std::vector<Date>& quarantined) const;
  /// The value date that previous_close() is of.
  std::optional<Date> basis_date(const Path& path, Date as_of,
                                 const std::vector<Date>& quarantined) const;
  /// The last value date before `date` on any leg of the path.
  std::optional<Date> date_before(const Path& path, Date date) const;

  const Book& book_;
  std::span<const FeedTraits> feeds_;
  const std::vector<bool>& silent_;
};

}  // namespace tickerd::rates
