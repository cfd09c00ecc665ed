#pragma once

#include <bitset>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {

/// When a source publishes, in its own time zone: which days it works, when a day's value is out,
/// and which value date it then carries; or the hours of a market's week. Pure.
class Calendar {
 public:
  /// A moment of the week: Sunday 17:00.
  struct WeekTime {
    std::chrono::weekday day;
    std::chrono::minutes at{};  ///< since local midnight
    friend bool operator==(const WeekTime&, const WeekTime&) = default;
  };
  struct Week {
    WeekTime opens;
    WeekTime closes;
    friend bool operator==(const Week&, const Week&) = default;
  };
  struct Rules {
    std::string time_zone = "Etc/UTC";                  ///< IANA name
    std::bitset<7> days = 0b1111111;                    ///< publishing days; bit 0 is Sunday
    bool target_holidays = false;                       ///< also closed on TARGET closing days
    std::vector<std::chrono::month_day> holidays = {};  ///< closed on these days of every year
    /// Local time by which the value of a publishing day is out; none: nothing is ever late.
    std::optional<std::chrono::minutes> due = std::nullopt;
    /// The value date less the publishing day: 1 when a bank fixes tomorrow's rate.
    std::chrono::days ahead{0};
    std::optional<Week> week =
        std::nullopt;  ///< a market that trades through; then days and due are not used
    friend bool operator==(const Rules&, const Rules&) = default;
  };

  /// Fails with bad_value when this system does not know the time zone. Reads the zone once.
  static Result<Calendar> make(Rules rules);

  /// Whether the source does not publish at `now`: not a publishing day, or outside the week.
  bool is_closed(Timestamp now) const;
  /// Whether there is a value of that date: it follows a publishing day. A market that trades
  /// through the week has one of every date.
  bool has_value_of(Date value_date) const;
  /// The newest value date that must be out at `now`; none when nothing is ever due.
  std::optional<Date> due_by(Timestamp now) const;

  /// Whether they have the same rules.
  friend bool operator==(const Calendar& a, const Calendar& b) { return a.rules_ == b.rules_; }

 private:
  struct Zone;
  Calendar(Rules rules, std::shared_ptr<const Zone> zone);
  bool publishes_on(Date local_day) const;

  Rules rules_;
  std::shared_ptr<const Zone> zone_;
};

/// A calendar that several share; may be null. Two are equal when their calendars are.
struct SharedCalendar : std::shared_ptr<const Calendar> {
  SharedCalendar() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is one
  SharedCalendar(std::shared_ptr<const Calendar> calendar) : shared_ptr(std::move(calendar)) {}
  friend bool operator==(const SharedCalendar& a, const SharedCalendar& b) {
    return a.get() == b.get() || (a && b && *a == *b);
  }
};

/// Whether the TARGET system is closed on `day` beside weekends: New Year, Good Friday, Easter
/// Monday, 1 May, 25 and 26 December (ECB decision ECB/2000/1197, in force since 2002).
bool is_target_holiday(Date day);

/// When a trading day of instants ends: 17:00 America/New_York.
class DayEnd {
 public:
  /// Fails with bad_value when this system does not know the time zone.
  static Result<DayEnd> make(std::chrono::minutes at, const std::string& time_zone);
  /// Reads "17:00 America/New_York".
  static Result<DayEnd> parse(std::string_view text);
  /// The trading day that `at` falls in: from the end of the day before, exclusive of its own end.
  Date day_of(Timestamp at) const;
  friend bool operator==(const DayEnd& a, const DayEnd& b);

 private:
  struct Zone;
  DayEnd() = default;
  std::chrono::minutes at_{};
  std::shared_ptr<const Zone> zone_;
};

/// Reads "16:30": hours 00 to 24, minutes 00 to 59.
Result<std::chrono::minutes> parse_time_of_day(std::string_view text);

}  // namespace tickerd::rates
