#pragma once

#include <chrono>
#include <optional>

#include "rates/history.hpp"

namespace tickerd::store {

/// How long each level of history is kept, counted from the instants of its points or the
/// beginnings of its bars; none: for ever.
struct Retention {
  using Bound = std::optional<std::chrono::milliseconds>;
  Bound raw = std::chrono::days(14);
  Bound minute = std::chrono::days(90);
  Bound hour = std::chrono::days(730);
  Bound day = std::nullopt;

  const Bound& of(rates::Interval interval) const noexcept {
    switch (interval) {
      case rates::Interval::raw:
        return raw;
      case rates::Interval::minute:
        return minute;
      case rates::Interval::hour:
        return hour;
      case rates::Interval::day:
        break;
    }
    return day;
  }
};

}  // namespace tickerd::store
