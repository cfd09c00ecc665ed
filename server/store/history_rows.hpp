#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rates/history.hpp"
#include "rates/result.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// As many significant digits of a value as history keeps: what a source writes is kept whole, of a
/// quotient the first of its endless digits.
inline constexpr int history_digits = 18;

/// Writes the rows of history.sqlite. Holds its statements prepared and the numbers of pairs and
/// sources; lives no longer than the Database. Every failure is of the Database.
class HistoryRows {
 public:
  /// The database's schema is up to date.
  static rates::Result<HistoryRows> prepare(const Database& database);

  /// Whether the point was not there yet: its pair, instant and seq are new. Its value has at most
  /// history_digits.
  rates::Result<bool> write(const rates::HistoryPoint& point);
  /// Puts the bar in place of what was kept of its interval.
  rates::Result<void> write(const rates::CurrencyPair& pair, rates::Interval interval,
                            const rates::Bar& bar);
  rates::Result<std::optional<rates::Bar>> read_bar(const rates::CurrencyPair& pair,
                                                    rates::Interval interval,
                                                    rates::Timestamp start);
  /// Deletes what lies before `before`: points, or bars that began earlier. Returns how many.
  rates::Result<std::int64_t> forget(const rates::CurrencyPair& pair, rates::Interval interval,
                                     rates::Timestamp before);
  rates::Result<std::vector<rates::CurrencyPair>> pairs();
  /// The numbers learnt since the transaction began may not be there any more.
  void rolled_back();

 private:
  /// Of one interval.
  struct BarStatements {
    Statement write;
    Statement read;
    Statement forget;
  };
  struct Statements {
    Statement write_point;
    Statement forget_points;
    Statement add_pair;
    Statement find_pair;
    Statement add_source;
    Statement find_source;
    std::vector<BarStatements> bars;  // as rates::bar_intervals
  };
  HistoryRows(const Database& database, Statements statements)
      : database_(&database), statements_(std::move(statements)) {}

  rates::Result<std::int64_t> number_of(const rates::CurrencyPair& pair);
  rates::Result<std::int64_t> number_of(const std::string& source);
  BarStatements& bars(rates::Interval interval);

  const Database* database_;
  Statements statements_;
  std::unordered_map<rates::CurrencyPair, std::int64_t> pair_numbers_;
  std::unordered_map<std::string, std::int64_t> source_numbers_;
};

/// An instant as the file holds it: milliseconds since 1970.
inline std::int64_t to_number(rates::Timestamp at) { return at.time_since_epoch().count(); }
inline rates::Timestamp to_instant(std::int64_t number) {
  return rates::Timestamp(rates::Timestamp::duration(number));
}

/// The table of an interval's bars, or of points.
std::string_view table_of(rates::Interval interval) noexcept;

/// Reads a bar off a row of start, open, high, low, close, source's name, points, opened_at and
/// closed_at. Fails with Errc::corrupt.
rates::Result<rates::Bar> bar_of(const Statement& row);

}  // namespace tickerd::store
