#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rates/baselines.hpp"
#include "rates/explanation.hpp"
#include "rates/path.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// Reads a rate off a path: value, dates, source, status, and the bases on the same path.
///
/// A market quote ages from the end of its value date, but is not old while its source's calendar
/// wants nothing newer (Easter is longer than many a bound); a peg and a simulated quote never age.
/// What a silent feed said last is old at once. Refers to `book`, `feeds` and `silent` (by feed),
/// which must outlive it.
class Pricing {
 public:
  Pricing(const Book& book, std::span<const FeedTraits> feeds, const std::vector<bool>& silent)
      : book_(book), feeds_(feeds), silent_(silent), baselines_(book, feeds) {}

  /// Whether a leg of the path is older than `rule` bears.
  bool is_old(const Path& path, const PairRule& rule, Timestamp now) const;
  /// The first of `paths` that is not old; when all are, the first. `paths` is not empty.
  const Path& choose(std::span<const Path> paths, const PairRule& rule, Timestamp now) const;
  /// No basis is of a date in `quarantined`; the rate carries them on.
  Rate price(const Path& path, const PairRule& rule, const std::vector<Date>& quarantined,
             Timestamp now) const;
  /// The bases of other kinds beside the one that a store kept of a rate with it, `kind` when it
  /// kept none; nothing when `published` was not read from this path, as far as can be seen.
  std::optional<std::vector<Basis>> other_bases(const Path& path, const Rate& published,
                                                BasisKind kind) const;
  /// The path's value alone, unrounded.
  Decimal value(const Path& path) const;
  /// "nbkr", "nbkr+cbu" for a cross of two.
  std::string source(const Path& path) const;
  /// Whether every leg is a peg: an operator's word.
  bool is_peg(const Path& path) const;
  /// Whether a leg is a stream of ticks.
  bool has_ticks(const Path& path) const { return baselines_.has_ticks(path); }
  /// Whether it is forgotten, not unknown, how the newest date of a leg began.
  bool forgot_open(const Path& path) const;
  /// The legs as a person is shown them, each with the quote that the basis was computed from.
  std::vector<ExplainedLeg> explain(const Path& path, const Rate& rate) const;

 private:
  FeedTraits::Kind kind(const Leg& leg) const { return feeds_[book_.feed_of(leg.series)].kind; }
  bool is_old(const Leg& leg, const PairRule& rule, Timestamp now) const;
  Status status(const Leg& leg, Timestamp now) const;
  Status status(const Path& path, const PairRule& rule, Timestamp now) const;

  const Book& book_;
  std::span<const FeedTraits> feeds_;
  const std::vector<bool>& silent_;
  Baselines baselines_;
};

}  // namespace tickerd::rates
