#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rates/quote.hpp"
#include "rates/rate.hpp"
#include "rates/series.hpp"

namespace tickerd::rates {

/// What the desk must know of a feed. The order in which feeds are given is their preference.
struct FeedTraits {
  enum class Kind { market, peg, simulated };
  std::string name;
  Kind kind = Kind::market;
};

/// A pair to publish and how.
struct PairRule {
  CurrencyPair pair;
  Precision precision;
  BasisKind basis = BasisKind::previous_close;
  std::chrono::milliseconds max_age = std::chrono::days(4);
  std::vector<std::string> feeds;  ///< overrides the desk's order when not empty
};

/// A quote the desk did not take, and why.
struct Refusal {
  Quote quote;
  std::string reason;
};

/// What one update changed.
struct Outcome {
  std::vector<Rate> rates;        ///< pairs whose published fields differ from before
  std::vector<Close> closes;      ///< new or revised values per value date, to be stored
  std::vector<Refusal> refusals;  ///< e.g. older than what is held
};

/// Turns quotes into rates: picks by feed preference, inverts, crosses through a common currency,
/// computes the change against the previous close on the same path, and judges the status.
///
/// Pure: no I/O, no clock; every call says what time it is. Not thread-safe; the engine owns it.
/// Rules: "Which number a pair gets" in the protocol.
class Desk {
 public:
  Desk(std::vector<FeedTraits> feeds, std::vector<PairRule> pairs);

  /// Takes back what a store kept, before the first ingest. Rates equal to restored ones are not
  /// published again. Closes of feeds that are not configured any more are left out.
  void restore(std::span<const SequencedRate> rates, std::span<const Close> closes);

  /// Takes in one poll of one feed. A quote of an older value date than the one held replaces
  /// nothing and is refused; the same date and value is no news.
  Outcome ingest(const FeedUpdate& update, Timestamp now);

  /// Judges ages again: rates whose status changed by the passing of time alone.
  Outcome review(Timestamp now);

  /// Publishes one more pair from now on, with `like`'s rule (a subscriber asked for a pair that is
  /// not configured). Returns its rate when it can be had from the quotes at hand, or nothing, and
  /// then does not keep the pair.
  std::optional<Rate> track(const PairRule& rule, Timestamp now);

  /// Whether the pair is published already.
  bool tracks(const CurrencyPair& pair) const;

 private:
  struct Leg;   // one feed's series, and whether to turn it over
  struct Path;  // one or two legs that give a pair its value

  std::vector<FeedTraits> feeds_;
  std::vector<PairRule> rules_;
  std::vector<std::unordered_map<CurrencyPair, Series>> quotes_;  // by feed, in order of preference
  std::unordered_map<CurrencyPair, Rate> published_;
};

}  // namespace tickerd::rates
