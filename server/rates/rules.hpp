#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rates/calendar.hpp"
#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/rate.hpp"

namespace tickerd::rates {

/// How long a value is good where neither its pair nor its feed says otherwise.
inline constexpr std::chrono::milliseconds default_max_age = std::chrono::days(4);

/// What the desk must know of a feed. The order in which feeds are given is their preference.
struct FeedTraits {
  enum class Kind { market, peg, simulated };
  std::string name;
  Kind kind = Kind::market;
  /// When it publishes; null when that is not known: then it is neither closed nor late.
  std::shared_ptr<const Calendar> calendar = nullptr;
  /// Its quotes are ticks of a stream: a jump is believed after two further ticks.
  bool ticks = false;
  /// How long its values are good while it publishes; none: default_max_age.
  std::optional<std::chrono::milliseconds> max_age = std::nullopt;
  /// Where the days of its instants end; null: at midnight UTC.
  std::shared_ptr<const DayEnd> day_end = nullptr;
};

/// A pair to publish and how.
struct PairRule {
  CurrencyPair pair;
  Precision precision;
  /// What is shown to those who ask for no other.
  BasisKind basis = BasisKind::previous_close;
  /// An older rate is stale; none: as its feed says.
  std::optional<std::chrono::milliseconds> max_age = std::nullopt;
  /// A move beyond this is held until it is confirmed. Percent, above zero.
  Decimal max_jump_percent{10};
  std::vector<std::string> feeds;  ///< overrides the desk's order and set when not empty
};

}  // namespace tickerd::rates
