#include "rates/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

using std::chrono::milliseconds;

/// Reads exactly `count` ASCII digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  for (const char letter : text.substr(0, count)) {
    if (letter < '0' || letter > '9') return std::nullopt;
    number = number * 10 + (letter - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take_letter(std::string_view& text, char letter) {
  if (!text.starts_with(letter)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_letter(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_letter(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::optional<milliseconds> take_clock_time(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take_letter(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take_letter(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

/// Reads ".480" of one to nine digits, when there is one, cut to milliseconds.
std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take_letter(text, '.')) return milliseconds(0);
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end < 1 || end > 9) return std::nullopt;
  int millis = 0;
  for (std::size_t at = 0; at < 3; ++at) millis = millis * 10 + (at < end ? text[at] - '0' : 0);
  text.remove_prefix(end);
  return milliseconds(millis);
}

struct Unit {
  std::string_view name;
  milliseconds length;
};
constexpr std::array units{Unit{"d", std::chrono::days(1)}, Unit{"h", std::chrono::hours(1)},
                           Unit{"m", std::chrono::minutes(1)}, Unit{"s", std::chrono::seconds(1)},
                           Unit{"ms", milliseconds(1)}};
constexpr milliseconds longest_duration = std::chrono::days(36'500);

}  // namespace

std::string to_string(Date date) {
  const std::chrono::year_month_day day(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string to_string(Timestamp at) {
  const Date date = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss time(at - date);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_string(date), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Date> parse_date(std::string_view text) {
  auto rest = text;
  const auto date = take_date(rest);
  if (!date || !rest.empty()) {
    return fail(Errc::bad_value,
                fmt::format("expected a date like 2026-05-19, got {}", in_quotes(text)));
  }
  return *date;
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  const auto bad = [text] {
    return fail(
        Errc::bad_value,
        fmt::format("expected a UTC time like 2026-05-19T05:02:11.480Z, got {}", in_quotes(text)));
  };
  auto rest = text;
  const auto date = take_date(rest);
  if (!date || !take_letter(rest, 'T')) return bad();
  const auto time = take_clock_time(rest);
  if (!time) return bad();
  const auto fraction = take_fraction(rest);
  if (!fraction || rest != "Z") return bad();
  return Timestamp(*date) + *time + *fraction;
}

Timestamp AsOf::valid_until() const noexcept {
  if (const auto* date = std::get_if<Date>(&value_)) return *date + std::chrono::days(1);
  return *std::get_if<Timestamp>(&value_);
}

std::string AsOf::text() const {
  return std::visit([](auto value) { return to_string(value); }, value_);
}

Result<AsOf> AsOf::parse(std::string_view text) {
  if (text.contains('T')) {
    const auto at = parse_timestamp(text);
    if (!at) return std::unexpected(at.error());
    return AsOf(*at);
  }
  const auto date = parse_date(text);
  if (!date) return std::unexpected(date.error());
  return AsOf(*date);
}

AsOf older(const AsOf& a, const AsOf& b) noexcept {
  if (a.valid_until() != b.valid_until()) return a.valid_until() < b.valid_until() ? a : b;
  return b.date() < a.date() ? b : a;
}

Result<milliseconds> parse_duration(std::string_view text) {
  const auto bad = [text] {
    return fail(Errc::bad_value,
                fmt::format("expected a duration of at most 100 years like 250ms, 5s, 15m, 6h or "
                            "4d, got {}",
                            in_quotes(text)));
  };
  constexpr std::size_t most_digits = 13;
  const auto split = std::min(text.find_first_not_of("0123456789"), text.size());
  if (split < 1 || split > most_digits) return bad();
  const auto* const unit = std::ranges::find(units, text.substr(split), &Unit::name);
  if (unit == units.end()) return bad();
  std::int64_t count = 0;
  for (const char letter : text.substr(0, split)) count = count * 10 + (letter - '0');
  if (count > longest_duration / unit->length) return bad();
  return unit->length * count;
}

std::string to_text(milliseconds duration) {
  if (duration == milliseconds(0)) return "0s";
  for (const auto& [name, length] : units) {
    if (duration % length == milliseconds(0)) return fmt::format("{}{}", duration / length, name);
  }
  return fmt::format("{}ms", duration.count());
}

}  // namespace tickerd::rates
