#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rates/quote.hpp"
#include "rates/rate.hpp"

namespace tickerd::rates {

/// One step from a currency to the next: a feed's quote, straight or inverted.
struct ExplainedLeg {
  std::string feed;
  Quote quote;
  bool inverted = false;         ///< the step is 1/value
  std::optional<Quote> earlier;  ///< what the basis was computed from on this leg
};

/// A value that is quarantined.
struct ExplainedDoubt {
  Decimal value;
  AsOf as_of;
  std::string source;
  std::string reason;  ///< "moved 16.02 % from 3.5, the bound is 10 %"
  Timestamp since;
};

/// How a pair came to its number: from the quotes, with where each was read, to what is published.
struct Explanation {
  Rate rate;                       ///< as published
  std::vector<ExplainedLeg> legs;  ///< one or two; empty when none of its sources is left
  std::string note = {};  ///< what was done to the legs\' number beside; empty when nothing
  std::optional<ExplainedDoubt> held;  ///< what is quarantined in its place
  std::vector<std::string> others;     ///< sources that could give it a value too, best first
};

}  // namespace tickerd::rates
