#pragma once

#include <deque>
#include <optional>

#include "rates/quote.hpp"

namespace tickerd::rates {

/// The values of one feed's pair by value date, newest last. Keeps the newest 40 dates.
class Series {
 public:
  enum class Taken { new_date, revised, unchanged, older };

  /// Takes a quote in. An older value date than the newest is left out (`older`); the newest date
  /// again replaces its value (`revised`) or is no news (`unchanged`).
  Taken take(const Quote& quote);

  bool empty() const noexcept { return quotes_.empty(); }
  /// The newest value. The series is not empty.
  const Quote& latest() const { return quotes_.back(); }
  /// The last value with a value date before `date`.
  const Quote* before(Date date) const;
  /// The last value with a value date not after `date`.
  const Quote* at(Date date) const;

 private:
  std::deque<Quote> quotes_;
};

}  // namespace tickerd::rates
