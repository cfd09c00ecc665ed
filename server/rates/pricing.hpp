#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

#include "rates/path.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// Reads a rate off a path: value, dates, source, status, and the basis on the same path.
///
/// A market quote ages from the end of its value date; a peg and a simulated quote never do. A peg
/// holds on every day, so in a cross with another feed it has no say in the dates.
/// Refers to `book` and `feeds`, which must outlive it.
class Pricing {
 public:
  Pricing(const Book& book, std::span<const FeedTraits> feeds) : book_(book), feeds_(feeds) {}

  /// Whether a leg of the path is older than `rule` bears.
  bool is_old(const Path& path, const PairRule& rule, Timestamp now) const;
  /// The first of `paths` that is not old; when all are, the first. `paths` is not empty.
  const Path& choose(std::span<const Path> paths, const PairRule& rule, Timestamp now) const;
  Rate price(const Path& path, const PairRule& rule, Timestamp now) const;

 private:
  using LegQuotes = std::array<const Quote*, 2>;  // the second is null when the path has one leg

  FeedTraits::Kind kind(const Leg& leg) const { return feeds_[book_.feed_of(leg.series)].kind; }
  bool is_old(const Leg& leg, const PairRule& rule, Timestamp now) const;
  const Quote* close_at(const Leg& leg, Date date) const;
  AsOf as_of(const Path& path, const LegQuotes& quotes) const;
  std::string source(const Path& path) const;
  Status status(const Path& path, const PairRule& rule, Timestamp now) const;
  std::optional<Basis> previous_close(const Path& path, Date as_of) const;

  const Book& book_;
  std::span<const FeedTraits> feeds_;
};

}  // namespace tickerd::rates
