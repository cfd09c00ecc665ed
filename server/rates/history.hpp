#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/rate.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {

/// A rate as history keeps it: one for each change of its value, of what its source says it is of,
/// or of its source.
struct HistoryPoint {
  CurrencyPair pair;
  AsOf as_of;  ///< an instant is counted to its trading day
  Decimal value;
  std::string source;
  Timestamp published_at;
  std::uint64_t seq = 0;  ///< of the batch that published it; 0 when none did: it was imported
  friend bool operator==(const HistoryPoint&, const HistoryPoint&) = default;
};

/// Where a statement stands on the axis of time: its instant; of a value date the first moment in
/// UTC.
Timestamp instant_of(const AsOf& as_of);

/// Reads a date or an instant as where a span begins.
Result<Timestamp> parse_span_begin(std::string_view text);
/// The same as where one ends: of a date, with its whole day. The end itself is not in the span.
Result<Timestamp> parse_span_end(std::string_view text);

/// How finely history is read: every point, or open, high, low and close of an interval.
enum class Interval { raw, minute, hour, day };
inline constexpr std::array bar_intervals{Interval::minute, Interval::hour, Interval::day};
/// The word of the wire: "raw", "1m", "1h", "1d".
std::string_view to_string(Interval interval) noexcept;
Result<Interval> parse_interval(std::string_view text);

/// The beginning of the bar that a point belongs to. A day's bar begins at midnight UTC of the
/// point's value date; the others at the minute or hour of its instant. Not for raw.
Timestamp bar_start(Interval interval, const AsOf& as_of);
/// The beginning of the bar after the one that begins at `start`.
Timestamp bar_end(Interval interval, Timestamp start);

/// What a pair did in one interval. Points are in the order of their instants.
struct Bar {
  Timestamp start;
  Decimal open;
  Decimal high;
  Decimal low;
  Decimal close;
  std::string source;  ///< of the close
  std::uint64_t points = 0;
  Timestamp opened_at;  ///< the instant of the first point
  Timestamp closed_at;  ///< of the last one

  /// The bar of one point.
  static Bar of(Interval interval, const HistoryPoint& point);
  /// Takes one more point of the same interval in, in any order; of two at the same instant the one
  /// that comes later is the later one.
  void add(const HistoryPoint& point);
  friend bool operator==(const Bar&, const Bar&) = default;
};

/// What to read of a pair's history.
struct HistoryQuery {
  CurrencyPair pair;
  Interval interval = Interval::raw;
  Timestamp from;            ///< first instant (raw) or first start of a bar
  Timestamp until;           ///< first instant after the last
  std::size_t limit = 1000;  ///< most items in one page
  /// Where the page before ended.
  struct Cursor {
    Timestamp at;
    std::uint64_t seq = 0;  ///< raw: of several points of one instant
    friend bool operator==(const Cursor&, const Cursor&) = default;
  };
  std::optional<Cursor> after;
};

/// One page of an answer, oldest first: points when asked for raw, else bars.
struct HistoryPage {
  std::vector<HistoryPoint> points;
  std::vector<Bar> bars;
  std::optional<HistoryQuery::Cursor> next;  ///< none when this was the last page
};

/// What there is of a pair in a span of value dates: when nothing of it changed, neither did any
/// answer about the span.
struct HistoryExtent {
  std::uint64_t days = 0;    ///< value dates with a value
  std::uint64_t points = 0;  ///< points ever written
  friend bool operator==(const HistoryExtent&, const HistoryExtent&) = default;
};

}  // namespace tickerd::rates
