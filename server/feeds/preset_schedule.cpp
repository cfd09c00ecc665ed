#include "feeds/preset_schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/fields.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;
using Days = std::bitset<7>;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> day_names = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};

std::optional<std::size_t> day_number(std::string_view name) {
  const auto* const at = std::ranges::find(day_names, name);
  if (at == day_names.end()) return std::nullopt;
  return static_cast<std::size_t>(at - day_names.begin());
}

/// Reads "mon" or "mon-fri"; a range may go over the week's end: "sat-mon".
std::optional<Days> days_in(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = day_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : day_number(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  Days days;
  for (auto day = *first; days.set(day), day != *last; day = (day + 1) % day_names.size()) continue;
  return days;
}

/// The member "days": a text as above or a list of them; every day when it is absent.
Days parse_days(Fields& fields) {
  const auto* const value = fields.maybe("days");
  if (value == nullptr) return Days().set();
  const auto texts =
      value->is_string() ? std::vector{value->get<std::string>()} : fields.maybe_texts("days");
  Days days;
  for (const auto& text : texts) {
    if (const auto some = days_in(text)) {
      days |= *some;
    } else {
      fields.wrong(
          fields.pointer("days"),
          fmt::format("expected days like \"mon\" or \"mon-fri\", got {}", excerpt(text, 40)));
    }
  }
  if (days.none()) fields.wrong(fields.pointer("days"), "expected at least one day, got none");
  return days;
}

std::optional<minutes> parse_time(Fields& fields, std::string_view key) {
  const auto text = fields.maybe_text(key);
  if (!text) return std::nullopt;
  const auto time = rates::parse_time_of_day(*text);
  if (time) return *time;
  fields.wrong(fields.pointer(key), time.error().detail);
  return std::nullopt;
}

/// Reads "sun 17:00".
std::optional<rates::Calendar::WeekTime> parse_week_time(Fields& fields, std::string_view key) {
  const auto text = fields.maybe_text(key);
  if (!text) return std::nullopt;
  const std::string_view view = *text;
  const auto blank = std::min(view.find(' '), view.size());
  const auto day = day_number(view.substr(0, blank));
  const auto time = rates::parse_time_of_day(view.substr(std::min(blank + 1, view.size())));
  if (day && time) {
    return rates::Calendar::WeekTime{std::chrono::weekday(static_cast<unsigned>(*day)), *time};
  }
  fields.wrong(
      fields.pointer(key),
      fmt::format("expected a day and a time like \"sun 17:00\", got {}", excerpt(view, 40)));
  return std::nullopt;
}

/// Reads "01-07", a day of every year.
std::optional<std::chrono::month_day> day_of_year(std::string_view text) {
  unsigned month = 0;
  unsigned day = 0;
  const auto number = [text](std::size_t from, unsigned& into) {
    const auto* const end = text.data() + from + 2;
    return std::from_chars(text.data() + from, end, into).ptr == end;
  };
  if (text.size() != 5 || text[2] != '-' || !number(0, month) || !number(3, day))
    return std::nullopt;
  const std::chrono::month_day date{std::chrono::month(month), std::chrono::day(day)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

void parse_holidays(Fields& fields, rates::Calendar::Rules& rules) {
  for (const auto& text : fields.maybe_texts("holidays")) {
    if (text == "target") {
      rules.target_holidays = true;
    } else if (const auto day = day_of_year(text)) {
      rules.holidays.push_back(*day);
    } else {
      fields.wrong(fields.pointer("holidays"),
                   fmt::format("expected \"target\" or a month and a day like \"01-07\", got {}",
                               excerpt(text, 40)));
    }
  }
}

/// Opening and closing of a week, which leave no room for the rules of a day.
void parse_week(Fields& fields, rates::Calendar::Rules& rules) {
  const auto opens = parse_week_time(fields, "opens");
  const auto closes = parse_week_time(fields, "closes");
  const bool has_both = fields.maybe("opens") != nullptr && fields.maybe("closes") != nullptr;
  if (!has_both) fields.wrong(fields.pointer("opens"), "expected opens and closes together");
  for (const auto* const key : {"days", "holidays", "due", "ahead_days"}) {
    if (fields.maybe(key) != nullptr) {
      fields.wrong(fields.pointer(key), "expected none beside opens and closes");
    }
  }
  if (opens && closes) rules.week = rates::Calendar::Week{*opens, *closes};
}

Window parse_window(const json& value, const std::string& pointer, rates::Result<void>& good) {
  Fields fields(value, pointer);
  Window window;
  window.days = parse_days(fields);
  window.from = parse_time(fields, "from").value_or(minutes(0));
  window.until = parse_time(fields, "until").value_or(std::chrono::days(1));
  if (window.until <= window.from) {
    fields.wrong(fields.pointer("until"), "expected a time after from");
  }
  if (auto read = fields.finish(); good) good = std::move(read);
  return window;
}

}  // namespace

rates::Result<std::vector<Window>> parse_windows(const json& value, const std::string& pointer) {
  if (!value.is_array() || value.empty()) {
    return rates::fail(rates::Errc::bad_document,
                       fmt::format("{}: expected an array of at least one window", pointer));
  }
  std::vector<Window> windows;
  rates::Result<void> good;
  for (const auto& one : value) {
    windows.push_back(parse_window(one, fmt::format("{}/{}", pointer, windows.size()), good));
  }
  if (!good) return std::unexpected(good.error());
  return windows;
}

rates::Result<rates::Calendar> parse_calendar(const json& value, const std::string& pointer,
                                              const std::string& time_zone) {
  Fields fields(value, pointer);
  rates::Calendar::Rules rules;
  rules.time_zone = fields.maybe_text("time_zone").value_or(time_zone);
  if (fields.maybe("opens") != nullptr || fields.maybe("closes") != nullptr) {
    parse_week(fields, rules);
  } else {
    rules.days = parse_days(fields);
    parse_holidays(fields, rules);
    rules.due = parse_time(fields, "due");
    rules.ahead = std::chrono::days(fields.maybe_count("ahead_days", 0, 7).value_or(0));
  }
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  auto calendar = rates::Calendar::make(std::move(rules));
  if (calendar) return calendar;
  return rates::fail(rates::Errc::bad_document,
                     fmt::format("{}: {}", pointer, calendar.error().detail));
}

rates::Result<Budget> parse_budget(const json& value, const std::string& pointer) {
  Fields fields(value, pointer);
  Budget budget;
  budget.requests = fields.maybe_count("requests", 1, 1'000'000).value_or(0);
  const auto per = fields.maybe_duration("per").value_or(std::chrono::milliseconds(0));
  budget.per = std::chrono::floor<std::chrono::days>(per);
  if (budget.requests == 0)
    fields.wrong(fields.pointer("requests"), "expected a whole number, got none");
  if (budget.per != per || budget.per > std::chrono::days(3'660) || per.count() == 0) {
    fields.wrong(fields.pointer("per"), "expected whole days like \"30d\"");
  }
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  return budget;
}

}  // namespace tickerd::feeds
