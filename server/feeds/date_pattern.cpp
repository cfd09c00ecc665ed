#include "feeds/date_pattern.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

constexpr std::array<std::string_view, 12> months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

struct Parts {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::chrono::milliseconds fraction{};
  std::chrono::minutes east{};  ///< of Greenwich
  std::optional<std::chrono::milliseconds> since_1970;
  bool instant = false;
};

/// Takes `least` to `most` digits off the front of `text`.
std::optional<long long> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto length = std::min(digits, most);
  if (length < least) return std::nullopt;
  long long value = 0;
  std::from_chars(text.data(), text.data() + length, value);
  text.remove_prefix(length);
  return value;
}

std::optional<long long> take_month(std::string_view& text) {
  const auto start = lower(text.substr(0, 9));
  for (std::size_t i = 0; i < months.size(); ++i) {
    for (const auto& name : {months[i], months[i].substr(0, 3)}) {
      if (!start.starts_with(name)) continue;
      text.remove_prefix(name.size());
      return static_cast<long long>(i) + 1;
    }
  }
  return std::nullopt;
}

/// Reads ".5" to ".123456789012" as milliseconds, or nothing where no dot stands.
bool take_fraction(std::string_view& text, Parts& parts) {
  if (!text.starts_with('.')) return true;
  text.remove_prefix(1);
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits < 1 || digits > 12) return false;
  int millis = 0;
  for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < digits ? text[i] - '0' : 0);
  parts.fraction = std::chrono::milliseconds(millis);
  text.remove_prefix(digits);
  return true;
}

/// Reads "Z", "+03:00", "+0300".
bool take_offset(std::string_view& text, Parts& parts) {
  if (text.empty()) return false;
  const char sign = text.front();
  text.remove_prefix(1);
  if (sign == 'Z') return true;
  if (sign != '+' && sign != '-') return false;
  const auto hours = take_number(text, 2, 2);
  if (text.starts_with(':')) text.remove_prefix(1);
  const auto minutes = take_number(text, 2, 2);
  if (!hours || !minutes || *hours > 18 || *minutes > 59) return false;
  parts.east = std::chrono::minutes((*hours * 60 + *minutes) * (sign == '-' ? -1 : 1));
  return true;
}

/// Reads a count of `unit` since 1970.
template <class Unit>
bool take_since_1970(std::string_view& text, std::size_t most_digits, Parts& parts) {
  const auto count = take_number(text, 1, most_digits);
  if (count) parts.since_1970 = Unit(*count);
  parts.instant = true;
  return count.has_value();
}

/// Reads one directive off the front of `text`; false when it does not stand there.
bool take(char directive, std::string_view& text, Parts& parts) {
  const auto into = [](int& part, std::optional<long long> number, int offset = 0) {
    if (number) part = static_cast<int>(*number) + offset;
    return number.has_value();
  };
  switch (directive) {
    case 'd':
      return into(parts.day, take_number(text, 1, 2));
    case 'm':
      return into(parts.month, take_number(text, 1, 2));
    case 'b':
      return into(parts.month, take_month(text));
    case 'Y':
      return into(parts.year, take_number(text, 4, 4));
    case 'y':
      return into(parts.year, take_number(text, 2, 2), 2000);
    case 'H':
      parts.instant = true;
      return into(parts.hour, take_number(text, 1, 2));
    case 'M':
      return into(parts.minute, take_number(text, 2, 2));
    case 'S':
      return into(parts.second, take_number(text, 2, 2));
    case 'f':
      return take_fraction(text, parts);
    case 'z':
      return take_offset(text, parts);
    case 's':
      return take_since_1970<std::chrono::seconds>(text, 11, parts);
    case 'Q':
      return take_since_1970<std::chrono::milliseconds>(text, 14, parts);
    case '*':
      text = {};
      return true;
    default:
      return false;
  }
}

std::optional<Parts> match(std::string_view pattern, std::string_view text) {
  Parts parts;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%' && i + 1 < pattern.size()) {
      if (!take(pattern[++i], text, parts)) return std::nullopt;
    } else {
      if (!text.starts_with(pattern[i])) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

std::optional<rates::AsOf> as_of(const Parts& parts) {
  using namespace std::chrono;
  if (parts.since_1970) return rates::AsOf(rates::Timestamp(*parts.since_1970));
  const year_month_day date(year(parts.year), month(static_cast<unsigned>(parts.month)),
                            day(static_cast<unsigned>(parts.day)));
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  if (!parts.instant) return rates::AsOf(sys_days(date));
  return rates::AsOf(rates::Timestamp(sys_days(date) + hours(parts.hour) + minutes(parts.minute) +
                                      seconds(parts.second) + parts.fraction - parts.east));
}

}  // namespace

std::string pattern_problem(std::string_view pattern) {
  std::string found;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    const char directive = i + 1 < pattern.size() ? pattern[++i] : '%';
    if (!std::string_view("dmbYyHMSfzsQ*").contains(directive)) {
      return "expected one of %d %m %b %Y %y %H %M %S %f %z %s %Q %*, got %" +
             std::string(1, directive);
    }
    found += directive;
  }
  const bool year = found.contains('Y') || found.contains('y');
  const bool month = found.contains('m') || found.contains('b');
  if (found.contains('s') || found.contains('Q') || (year && month && found.contains('d')))
    return {};
  return "expected a year, a month and a day, got " + excerpt(pattern);
}

rates::Result<rates::AsOf> read_date(std::span<const std::string> patterns, std::string_view text) {
  for (const auto& pattern : patterns) {
    const auto parts = match(pattern, trim(text));
    if (!parts) continue;
    if (auto read = as_of(*parts)) return *read;
    return fail(Errc::bad_value, fmt::format("expected a day that exists, got {}", excerpt(text)));
  }
  return fail(Errc::bad_value, fmt::format("expected a date like {}, got {}",
                                           fmt::join(patterns, " or "), excerpt(text)));
}

}  // namespace tickerd::feeds
