#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/currency.hpp"
#include "rates/decimal.hpp"

namespace tickerd::feeds {

/// A feed asked over HTTP: a preset with the configuration's overrides laid over it.
struct PolledSpec {
  Preset preset;
  bool allow_private = false;  ///< its host name may resolve to a private address
};

/// A peg: constants, stated anew each UTC day.
struct FixedSpec {
  std::vector<std::pair<rates::CurrencyPair, rates::Decimal>> quotes;
};

/// Recorded bodies played one after the other, for ever; each round shifts the dates on by the
/// days the recording spans, so that the dates never go back.
struct ReplaySpec {
  Preset preset;                    ///< how the bodies are read
  std::vector<std::string> bodies;  ///< oldest first, at least one
  std::chrono::milliseconds every{};
};

/// One feed of the configuration, ready to run.
struct FeedSpec {
  std::string name;
  std::variant<PolledSpec, FixedSpec, ReplaySpec> source;
};

}  // namespace tickerd::feeds
