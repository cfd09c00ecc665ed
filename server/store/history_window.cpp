#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "store/history_reader.hpp"
#include "store/history_rows.hpp"

namespace tickerd::store {
namespace {

using rates::CurrencyPair;
using rates::Interval;
using rates::PastValue;
using rates::PastWindow;
using rates::Result;
using rates::Timestamp;

/// A level of history as a list of values: a point stands at its instant, a bar is its close, at
/// the instant of its last point.
struct Level {
  Interval interval;
  std::string_view value;     ///< column
  std::string_view at;        ///< column of the instant
  std::string_view key;       ///< what the rows of a pair are sorted by
  std::string_view is_date;   ///< expression: whether the value is of a date
  std::chrono::hours within;  ///< no instant is further from its key
};
using std::chrono::hours;
constexpr std::array value_levels{
    Level{Interval::raw, "value", "at", "at", "is_date", hours(0)},
    Level{Interval::minute, "close", "closed_at", "start", "0", hours(1)},
    Level{Interval::hour, "close", "closed_at", "start", "0", hours(1)},
    // A trading day may begin on the evening before the date it is counted to.
    Level{Interval::day, "close", "closed_at", "start", "0", hours(48)},
};

Result<std::vector<PastValue>> collect(Statement& statement) {
  std::vector<PastValue> values;
  for (;;) {
    const auto found = statement.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return values;
    const auto value = rates::Decimal::parse(statement.text(1));
    if (!value) {
      return rates::fail(rates::Errc::corrupt, "history: value: " + value.error().detail);
    }
    const auto at = to_instant(statement.number(0));
    const bool is_date = statement.number(2) != 0;
    values.push_back({.value = *value,
                      .as_of = is_date ? rates::AsOf(std::chrono::floor<std::chrono::days>(at))
                                       : rates::AsOf(at),
                      .source = std::string(statement.text(3))});
  }
}

/// The beginning of a question for values of pair ?1.
std::string select(const Level& level) {
  const auto table = level.interval == Interval::raw ? "points" : table_of(level.interval);
  return fmt::format(
      "SELECT {}, {}, {}, sources.name FROM {} JOIN sources ON sources.id = source "
      "WHERE pair = (SELECT id FROM pairs WHERE pair = ?1)",
      level.at, level.value, level.is_date, table);
}

/// The last value at or before `at`, if there is one.
Result<std::vector<PastValue>> last_until(const Database& database, const Level& level,
                                          const CurrencyPair& pair, Timestamp at) {
  auto row = database.prepare(fmt::format("{} AND {} <= ?2 AND {} < ?3 ORDER BY {} DESC{} LIMIT 1",
                                          select(level), level.at, level.key, level.key,
                                          level.interval == Interval::raw ? ", seq DESC" : ""));
  if (!row) return std::unexpected(row.error());
  row->bind(1, pair.text()).bind(2, to_number(at)).bind(3, to_number(at + level.within) + 1);
  return collect(*row);
}

/// The values after `after` and before `until`, oldest first.
Result<std::vector<PastValue>> between(const Database& database, const Level& level,
                                       const CurrencyPair& pair, Timestamp after, Timestamp until,
                                       std::size_t limit) {
  auto row = database.prepare(
      fmt::format("{} AND {} > ?2 AND {} < ?3 AND {} > ?4 AND {} < ?5 ORDER BY {}{} LIMIT ?6",
                  select(level), level.at, level.at, level.key, level.key, level.key,
                  level.interval == Interval::raw ? ", seq" : ""));
  if (!row) return std::unexpected(row.error());
  row->bind(1, pair.text()).bind(2, to_number(after)).bind(3, to_number(until));
  row->bind(4, to_number(after - level.within)).bind(5, to_number(until + level.within));
  row->bind(6, static_cast<std::int64_t>(limit));
  return collect(*row);
}

}  // namespace

Result<PastWindow> HistoryReader::window(const CurrencyPair& pair, Timestamp from,
                                         Timestamp until) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  PastWindow window{.from = from, .until = until, .values = {}};
  const auto* finest = &value_levels.front();
  for (const auto& level : value_levels) {
    auto before = last_until(*database_, level, pair, from);
    if (!before) return std::unexpected(before.error());
    if (before->empty()) continue;
    window.values = *std::move(before);
    finest = &level;
    break;
  }
  auto later = between(*database_, *finest, pair, from, until, PastWindow::most_values + 1);
  if (!later) return std::unexpected(later.error());
  if (later->size() > PastWindow::most_values) {
    window.is_full = true;
    window.until = rates::instant_of(later->back().as_of);
    later->pop_back();
  }
  std::ranges::move(*later, std::back_inserter(window.values));
  return window;
}

}  // namespace tickerd::store
