#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "rates/quote.hpp"

namespace tickerd::rates {

/// The values of one feed's pair by value date, newest last. Keeps the newest 40 dates.
class Series {
 public:
  /// So many value dates are kept.
  static constexpr std::size_t most_dates = 40;

  enum class Taken { new_date, revised, unchanged, older };

  /// Takes a quote in. An older value date than the newest is left out (`older`); the newest date
  /// again replaces its value (`revised`) or is no news (`unchanged`). Of two instants of one date
  /// the later one is the date's value, also when only the instant differs.
  Taken take(const Quote& quote);
  /// Takes a value of the past in at its place: of a date before the newest that is not held.
  /// False, and nothing is touched, for another date, in an empty series, and when 40 later dates
  /// are held.
  bool take_past(const Quote& quote);

  bool empty() const noexcept { return quotes_.empty(); }
  /// One value for each date that is kept, oldest first.
  const std::deque<Quote>& by_date() const noexcept { return quotes_; }
  /// The newest value. The series is not empty.
  const Quote& latest() const { return quotes_.back(); }
  /// The value of the oldest date that is kept. The series is not empty.
  const Quote& oldest() const { return quotes_.front(); }
  /// The first statement of the newest date; a revision does not change it. Null when it is not
  /// known: after forget_open(), and of an instant when nothing was heard on an earlier date, since
  /// the day had begun before.
  const Quote* open() const noexcept { return open_ ? &*open_ : nullptr; }
  /// What is held came from a store, which keeps how a date ended and not how it began.
  void forget_open() noexcept;
  /// Whether that was so of the newest date.
  bool forgot_open() const noexcept { return forgot_open_; }
  /// The last value with a value date before `date`; null when there is none.
  const Quote* before(Date date) const;
  /// The last value with a value date not after `date`; null when there is none.
  const Quote* at(Date date) const;

 private:
  static Taken replace(Quote& newest, const Quote& quote);

  std::deque<Quote> quotes_;
  std::optional<Quote> open_;
  bool forgot_open_ = false;
  bool heard_ = false;  // whether something was stated since the store was read
};

}  // namespace tickerd::rates
