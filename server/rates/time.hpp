#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>
#include <variant>

#include "rates/result.hpp"

namespace tickerd::rates {

/// An instant in UTC.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
/// A calendar day, counted in UTC.
using Date = std::chrono::sys_days;

/// "2026-05-19".
std::string to_string(Date date);
/// "2026-05-19T05:02:11.480Z": ISO 8601, UTC, always with milliseconds.
std::string to_string(Timestamp at);
/// Reads "2026-05-19"; a day that does not exist is an error.
Result<Date> parse_date(std::string_view text);
/// Reads the form that to_string(Timestamp) writes; fraction digits may be 0 to 9.
Result<Timestamp> parse_timestamp(std::string_view text);

/// What the *source* says its number is of: a value date (a daily fixing, may be tomorrow) or an
/// instant (a stream's tick).
class AsOf {
 public:
  explicit AsOf(Date date) : value_(date), day_(date) {}
  explicit AsOf(Timestamp at) : value_(at), day_(std::chrono::floor<std::chrono::days>(at)) {}

  /// The same statement, counted to `day`: the trading day of an instant may end before midnight.
  AsOf counted_to(Date day) const {
    AsOf counted = *this;
    counted.day_ = day;
    return counted;
  }

  bool is_date() const noexcept { return std::holds_alternative<Date>(value_); }
  /// The value date; of an instant the day it is counted to, else its UTC day.
  Date date() const noexcept { return day_; }
  /// When the statement ends to be of today: the end of the value date, or the instant itself.
  /// Ages are counted from here.
  Timestamp valid_until() const noexcept;
  /// "2026-05-19" or "2026-05-19T05:02:11.480Z".
  std::string text() const;
  /// Reads what text() writes.
  static Result<AsOf> parse(std::string_view text);

  /// Whether the source stated the same.
  friend bool operator==(const AsOf& a, const AsOf& b) { return a.value_ == b.value_; }

 private:
  std::variant<Date, Timestamp> value_;
  Date day_;
};

/// The older of two: what a cross of two legs is of.
AsOf older(const AsOf& a, const AsOf& b) noexcept;

/// Reads a duration of the configuration: a whole number and one of `ms s m h d`, "250ms", "4d".
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// The shortest such text: 90'000 ms is "90s", 14'400'000 ms is "4h".
std::string to_text(std::chrono::milliseconds duration);

}  // namespace tickerd::rates
