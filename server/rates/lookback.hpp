#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/rate.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {

/// What a pair was worth at a moment gone by.
struct PastValue {
  Decimal value;
  AsOf as_of;
  std::string source;
  friend bool operator==(const PastValue&, const PastValue&) = default;
};

/// A stretch of a pair's history, from the finest level that reaches back to where it begins: every
/// point, else the last one of each minute, hour or day.
struct PastWindow {
  /// A reader gives no more values than these; such a window ends where the next one would be.
  static constexpr std::size_t most_values = 500;

  Timestamp from;
  Timestamp until;  ///< the first moment that is not known
  /// The last value at or before `from`, if there is one, then those until before `until`, oldest
  /// first.
  std::vector<PastValue> values;
  bool is_full = false;  ///< there were more
};

/// Which window is wanted.
struct PastWindowQuery {
  CurrencyPair pair;
  BasisKind kind = BasisKind::day;  ///< what it is for
  Timestamp from;
  Timestamp until;
};

/// What a pair was worth a day, seven and thirty days before a moment that moves on, out of windows
/// of its history that move with it. Ticks are too many to hold a month of them.
class Lookback {
 public:
  static constexpr std::array kinds{BasisKind::day, BasisKind::week, BasisKind::month};
  /// How far back `kind`, one of `kinds`, looks.
  static std::chrono::milliseconds span(BasisKind kind) noexcept;

  /// The window of `kind` that is read next when the pair's rate is of `as_of`; none while the one
  /// at hand lasts.
  std::optional<PastWindowQuery> wanted(const CurrencyPair& pair, BasisKind kind, const AsOf& as_of,
                                        Timestamp now) const;
  /// Takes the answer in, in the place of the window before.
  void keep(BasisKind kind, PastWindow window);

  /// Whether the window at hand tells the value that a rate of `as_of` is measured against.
  bool covers(BasisKind kind, const AsOf& as_of) const;
  /// That value, the last at or before the moment looked back to; null when there is none, or
  /// covers() says no.
  const PastValue* at(BasisKind kind, const AsOf& as_of) const;

 private:
  const std::optional<PastWindow>& window(BasisKind kind) const;

  std::array<std::optional<PastWindow>, kinds.size()> windows_;  // as kinds
};

}  // namespace tickerd::rates
