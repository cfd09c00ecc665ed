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

constexpr std::string_view key_place = "{key}";
constexpr std::size_t shortest_secret = 8;

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
rates::Result<std::string> fill_date(std::string_view field, rates::Date today) {
  const auto wrong = [written = field] {
    return fail(Errc::bad_argument,
                fmt::format("url: expected {{date:%Y-%m-%d}}, {{date-1:...}} or {{key}}, got {}",
                            excerpt(fmt::format("{{{}}}", written), 60)));
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

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

rates::Result<rates::Date> local_day(std::string_view time_zone, rates::Timestamp now) {
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

rates::Result<FilledUrl> fill_url(std::string_view url, std::string_view time_zone,
                                  rates::Timestamp now, std::string_view key) {
  if (!holds_date(url)) return fill_url(url, rates::Date(), key);
  const auto today = local_day(time_zone, now);
  if (!today) return std::unexpected(today.error());
  return fill_url(url, *today, key);
}

rates::Result<FilledUrl> fill_url(std::string_view url, rates::Date day, std::string_view key) {
  FilledUrl filled;
  const auto add = [&filled](std::string_view text) {
    filled.url += text;
    filled.for_people += text;
  };
  for (;;) {
    const auto open = url.find('{');
    add(url.substr(0, open));
    if (open == std::string_view::npos) return filled;
    const auto close = url.find('}', open);
    if (close == std::string_view::npos) return fail(Errc::bad_argument, "url: expected } after {");
    const auto field = url.substr(open + 1, close - open - 1);
    url.remove_prefix(close + 1);
    if (field == "key") {
      if (key.empty()) return std::unexpected(no_key("url"));
      filled.url += percent_encoded(key);
      filled.for_people += key_place;
      continue;
    }
    const auto written = fill_date(field, day);
    if (!written) return std::unexpected(written.error());
    add(*written);
  }
}

rates::Error no_key(std::string_view where) {
  return {
      Errc::bad_argument,
      fmt::format(
          "{}: {} stands in it and there is no key: name the environment variable or "
          "the file that holds it with the feed's key_env or key_file, or of tickerd fetch with "
          "--key-env NAME",
          where, key_place)};
}

bool holds_date(std::string_view url) { return url.contains("{date"); }

bool holds_key(std::string_view text) { return text.contains(key_place); }

std::string fill_key(std::string_view text, std::string_view key) {
  return replaced(text, key_place, key);
}

std::string without_key(std::string_view text, std::string_view key) {
  if (key.size() < shortest_secret) return std::string(text);
  auto safe = replaced(text, key, key_place);
  const auto encoded = percent_encoded(key);
  return encoded == key ? safe : replaced(safe, encoded, key_place);
}

}  // namespace tickerd::feeds
