#include "feeds/url_template.hpp"

#include <chrono>
#include <exception>

#include <date/tz.h>
#include <fmt/format.h>

#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

/// The day that it is in `time_zone` at `now`.
rates::Result<rates::Date> day_in(std::string_view time_zone, rates::Timestamp now) {
  try {
    const auto local = date::locate_zone(std::string(time_zone))->to_local(now);
    const auto day = std::chrono::floor<std::chrono::days>(local.time_since_epoch());
    return rates::Date(day);
  } catch (const std::exception& wrong) {
    return fail(Errc::bad_argument,
                fmt::format("time zone {}: this system does not know it: {}",
                            excerpt(time_zone, 40), bare_excerpt(wrong.what())));
  }
}

rates::Result<std::string> write_day(std::string_view format, rates::Date day) {
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const char directive = ++i < format.size() ? format[i] : '%';
    switch (directive) {
      case 'd':
        out += fmt::format("{:02}", static_cast<unsigned>(date.day()));
        break;
      case 'm':
        out += fmt::format("{:02}", static_cast<unsigned>(date.month()));
        break;
      case 'Y':
        out += fmt::format("{:04}", year);
        break;
      case 'y':
        out += fmt::format("{:02}", year % 100);
        break;
      default:
        return fail(Errc::bad_argument, fmt::format("expected %d %m %Y or %y, got %{}", directive));
    }
  }
  return out;
}

/// Writes the day for what stands between braces: "date:%d.%m.%Y", "date-1:%Y-%m-%d".
rates::Result<std::string> fill_one(std::string_view field, rates::Date today) {
  const auto wrong = [&] {
    return fail(Errc::bad_argument,
                fmt::format("url: expected {{date:%Y-%m-%d}} or {{date-1:...}}, got {}",
                            excerpt(fmt::format("{{{}}}", field), 60)));
  };
  if (!field.starts_with("date")) return wrong();
  field.remove_prefix(4);
  int back = 0;
  if (field.size() >= 2 && field[0] == '-' && field[1] >= '0' && field[1] <= '9') {
    back = field[1] - '0';
    field.remove_prefix(2);
  }
  if (!field.starts_with(':')) return wrong();
  return write_day(field.substr(1), today - std::chrono::days(back));
}

}  // namespace

rates::Result<std::string> fill_url(std::string_view url, std::string_view time_zone,
                                    rates::Timestamp now) {
  if (url.find_first_of("{}") == std::string_view::npos) return std::string(url);
  const auto today = day_in(time_zone, now);
  if (!today) return std::unexpected(today.error());
  std::string out;
  for (;;) {
    const auto open = url.find('{');
    out += url.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = url.find('}', open);
    if (close == std::string_view::npos) return fail(Errc::bad_argument, "url: expected } after {");
    auto filled = fill_one(url.substr(open + 1, close - open - 1), *today);
    if (!filled) return filled;
    out += *filled;
    url.remove_prefix(close + 1);
  }
}

}  // namespace tickerd::feeds
