#include "rates/calendar.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <iterator>
#include <utility>

#include <date/tz.h>
#include <fmt/format.h>

namespace tickerd::rates {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr minutes minutes_per_day = days(1);
constexpr int longest_break = 31;  ///< days to look back for a publishing day

Result<const date::time_zone*> find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return fail(Errc::bad_value,
                fmt::format("time zone {}: this system does not know it", in_quotes(name)));
  }
}

/// The local wall clock, as minutes since 1970 of that clock.
minutes local_time(const date::time_zone& zone, Timestamp at) {
  return std::chrono::floor<minutes>(zone.to_local(at).time_since_epoch());
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 20 April 1876).
Date easter(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int sum = h + l - 7 * m + 114;
  return std::chrono::year(year) / (sum / 31) / (sum % 31 + 1);
}

}  // namespace

struct Calendar::Zone {
  const date::time_zone* zone;
};

struct DayEnd::Zone {
  const date::time_zone* zone;
};

Calendar::Calendar(Rules rules, std::shared_ptr<const Zone> zone)
    : rules_(std::move(rules)), zone_(std::move(zone)) {}

Result<Calendar> Calendar::make(Rules rules) {
  const auto zone = find_zone(rules.time_zone);
  if (!zone) return std::unexpected(zone.error());
  return Calendar(std::move(rules), std::make_shared<const Zone>(Zone{*zone}));
}

bool Calendar::publishes_on(Date local_day) const {
  const std::chrono::weekday weekday(local_day);
  if (!rules_.days.test(weekday.c_encoding())) return false;
  if (rules_.target_holidays && is_target_holiday(local_day)) return false;
  const std::chrono::year_month_day date(local_day);
  const std::chrono::month_day of_year(date.month(), date.day());
  return std::ranges::find(rules_.holidays, of_year) == rules_.holidays.end();
}

bool Calendar::is_closed(Timestamp now) const {
  const auto local = local_time(*zone_->zone, now);
  const auto day = std::chrono::floor<days>(local);
  if (!rules_.week) return !publishes_on(Date(day));
  const auto in_week = [](const WeekTime& time) { return days(time.day.c_encoding()) + time.at; };
  const auto at = days(std::chrono::weekday(Date(day)).c_encoding()) + (local - day);
  const auto opens = in_week(rules_.week->opens);
  const auto closes = in_week(rules_.week->closes);
  const bool is_open = opens < closes ? at >= opens && at < closes : at >= opens || at < closes;
  return !is_open;
}

bool Calendar::has_value_of(Date value_date) const {
  return rules_.week.has_value() || publishes_on(value_date - rules_.ahead);
}

std::optional<Date> Calendar::due_by(Timestamp now) const {
  if (rules_.week || !rules_.due) return std::nullopt;
  const auto local = local_time(*zone_->zone, now);
  Date day(std::chrono::floor<days>(local - *rules_.due));
  for (int back = 0; back < longest_break; ++back, day -= days(1)) {
    if (publishes_on(day)) return day + rules_.ahead;
  }
  return std::nullopt;
}

bool is_target_holiday(Date day) {
  using namespace std::chrono;
  const year_month_day date(day);
  const month_day of_year(date.month(), date.day());
  constexpr month_day fixed[] = {January / 1, May / 1, December / 25, December / 26};
  if (std::ranges::find(fixed, of_year) != std::end(fixed)) return true;
  const auto sunday = easter(static_cast<int>(date.year()));
  return day == sunday - days(2) || day == sunday + days(1);
}

Result<DayEnd> DayEnd::make(minutes at, const std::string& time_zone) {
  const auto zone = find_zone(time_zone);
  if (!zone) return std::unexpected(zone.error());
  DayEnd end;
  end.at_ = at;
  end.zone_ = std::make_shared<const Zone>(Zone{*zone});
  return end;
}

Result<DayEnd> DayEnd::parse(std::string_view text) {
  const auto blank = text.find(' ');
  const auto at = parse_time_of_day(text.substr(0, blank));
  if (!at || blank == std::string_view::npos) {
    return fail(
        Errc::bad_value,
        fmt::format("expected a time and a time zone like \"17:00 America/New_York\", got {}",
                    in_quotes(text)));
  }
  return make(*at, std::string(text.substr(blank + 1)));
}

bool operator==(const DayEnd& a, const DayEnd& b) {
  return a.at_ == b.at_ && a.zone_->zone == b.zone_->zone;
}

Date DayEnd::day_of(Timestamp at) const {
  // A day that ends at 17:00 began at 17:00 of the day before; one that ends at 00:00 or 24:00 is
  // the calendar's own.
  const auto rest = at_.count() == 0 ? minutes(0) : minutes_per_day - at_;
  return Date(std::chrono::floor<days>(local_time(*zone_->zone, at) + rest));
}

Result<minutes> parse_time_of_day(std::string_view text) {
  int hours = 0;
  int rest = 0;
  const auto number = [&text](std::size_t from, int& value) {
    const auto* const end = text.data() + from + 2;
    return std::from_chars(text.data() + from, end, value).ptr == end;
  };
  const bool shaped = text.size() == 5 && text[2] == ':' && text[0] >= '0' && text[0] <= '9' &&
                      text[3] >= '0' && text[3] <= '9' && number(0, hours) && number(3, rest);
  if (!shaped || rest > 59 || hours > 24 || (hours == 24 && rest > 0)) {
    return fail(Errc::bad_value,
                fmt::format("expected a time of day like \"16:30\", got {}", in_quotes(text)));
  }
  return std::chrono::hours(hours) + minutes(rest);
}

}  // namespace tickerd::rates
