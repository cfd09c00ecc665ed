#include "rates/history.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

constexpr std::array words{std::pair{Interval::raw, std::string_view("raw")},
                           std::pair{Interval::minute, std::string_view("1m")},
                           std::pair{Interval::hour, std::string_view("1h")},
                           std::pair{Interval::day, std::string_view("1d")}};

}  // namespace

Timestamp instant_of(const AsOf& as_of) {
  return as_of.is_date() ? Timestamp(as_of.date()) : as_of.valid_until();
}

Result<Timestamp> parse_span_begin(std::string_view text) {
  const auto as_of = AsOf::parse(text);
  if (!as_of) return std::unexpected(as_of.error());
  return instant_of(*as_of);
}

Result<Timestamp> parse_span_end(std::string_view text) {
  const auto as_of = AsOf::parse(text);
  if (!as_of) return std::unexpected(as_of.error());
  return as_of->valid_until();
}

std::string_view to_string(Interval interval) noexcept {
  return std::ranges::find(words, interval, &decltype(words)::value_type::first)->second;
}

Result<Interval> parse_interval(std::string_view text) {
  const auto found = std::ranges::find(words, text, &decltype(words)::value_type::second);
  if (found != words.end()) return found->first;
  return fail(Errc::bad_argument,
              fmt::format(R"(expected "raw", "1m", "1h" or "1d", got {})", in_quotes(text)));
}

Timestamp bar_start(Interval interval, const AsOf& as_of) {
  if (interval == Interval::day) return Timestamp(as_of.date());
  const auto at = instant_of(as_of);
  if (interval == Interval::hour) return std::chrono::floor<std::chrono::hours>(at);
  return std::chrono::floor<std::chrono::minutes>(at);
}

Timestamp bar_end(Interval interval, Timestamp start) {
  if (interval == Interval::day) return start + std::chrono::days(1);
  if (interval == Interval::hour) return start + std::chrono::hours(1);
  return start + std::chrono::minutes(1);
}

Bar Bar::of(Interval interval, const HistoryPoint& point) {
  const auto at = instant_of(point.as_of);
  return {.start = bar_start(interval, point.as_of),
          .open = point.value,
          .high = point.value,
          .low = point.value,
          .close = point.value,
          .source = point.source,
          .points = 1,
          .opened_at = at,
          .closed_at = at};
}

void Bar::add(const HistoryPoint& point) {
  const auto at = instant_of(point.as_of);
  ++points;
  high = std::max(high, point.value);
  low = std::min(low, point.value);
  if (at < opened_at) {
    open = point.value;
    opened_at = at;
  }
  if (at >= closed_at) {
    close = point.value;
    source = point.source;
    closed_at = at;
  }
}

}  // namespace tickerd::rates
