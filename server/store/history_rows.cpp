#include "store/history_rows.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <fmt/format.h>

namespace tickerd::store {

using rates::Bar;
using rates::CurrencyPair;
using rates::Decimal;
using rates::HistoryPoint;
using rates::Interval;
using rates::Result;
using rates::Timestamp;

namespace {

/// The one number that a row gives, if there is one.
Result<std::optional<std::int64_t>> single(Statement& row) {
  std::optional<std::int64_t> found;
  for (;;) {
    const auto more = row.step();
    if (!more) return std::unexpected(more.error());
    if (!*more) return found;
    found = row.number(0);
  }
}

/// Prepares statements one after the other and keeps the first failure.
class Preparing {
 public:
  explicit Preparing(const Database& database) : database_(database) {}

  Result<std::vector<Statement>> all(std::initializer_list<std::string> texts) {
    std::vector<Statement> made;
    for (const auto& text : texts) {
      auto statement = database_.prepare(text);
      if (!statement) return std::unexpected(statement.error());
      made.push_back(*std::move(statement));
    }
    return made;
  }

 private:
  const Database& database_;
};

}  // namespace

std::string_view table_of(Interval interval) noexcept {
  switch (interval) {
    case Interval::raw:
      return "points";
    case Interval::minute:
      return "bars_1m";
    case Interval::hour:
      return "bars_1h";
    case Interval::day:
      break;
  }
  return "bars_1d";
}

Result<Bar> bar_of(const Statement& row) {
  const auto close = Decimal::parse(row.text(4));
  if (!close) return rates::fail(rates::Errc::corrupt, "close: " + close.error().detail);
  Bar bar{.start = to_instant(row.number(0)),
          .open = *close,
          .high = *close,
          .low = *close,
          .close = *close,
          .source = std::string(row.text(5)),
          .points = static_cast<std::uint64_t>(row.number(6)),
          .opened_at = to_instant(row.number(7)),
          .closed_at = to_instant(row.number(8))};
  int column = 1;
  for (auto* const field : {&bar.open, &bar.high, &bar.low}) {
    if (!row.is_null(column)) {
      const auto value = Decimal::parse(row.text(column));
      if (!value) return rates::fail(rates::Errc::corrupt, value.error().detail);
      *field = *value;
    }
    ++column;
  }
  return bar;
}

constexpr const char* insert_point =
    "INSERT OR IGNORE INTO points(pair, at, seq, value_date, is_date, value, source, published_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

Result<HistoryRows> HistoryRows::prepare(const Database& database) {
  Preparing preparing(database);
  auto made = preparing.all(
      {insert_point, "DELETE FROM points WHERE pair = ?1 AND at < ?2",
       "INSERT INTO pairs(pair) VALUES (?1)", "SELECT id FROM pairs WHERE pair = ?1",
       "INSERT INTO sources(name) VALUES (?1)", "SELECT id FROM sources WHERE name = ?1"});
  if (!made) return std::unexpected(made.error());
  std::vector<BarStatements> bars;
  for (const auto interval : rates::bar_intervals) {
    const auto table = table_of(interval);
    auto own = preparing.all(
        {fmt::format("INSERT OR REPLACE INTO {}(pair, start, open, high, low, close, source, "
                     "points, opened_at, closed_at) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                     table),
         fmt::format("SELECT start, open, high, low, close, sources.name, points, opened_at, "
                     "closed_at FROM {} JOIN sources ON sources.id = source "
                     "WHERE pair = ?1 AND start = ?2",
                     table),
         fmt::format("DELETE FROM {} WHERE pair = ?1 AND start < ?2", table)});
    if (!own) return std::unexpected(own.error());
    bars.push_back({std::move((*own)[0]), std::move((*own)[1]), std::move((*own)[2])});
  }
  auto& all = *made;
  return HistoryRows(database, {.write_point = std::move(all[0]),
                                .forget_points = std::move(all[1]),
                                .add_pair = std::move(all[2]),
                                .find_pair = std::move(all[3]),
                                .add_source = std::move(all[4]),
                                .find_source = std::move(all[5]),
                                .bars = std::move(bars)});
}

Result<bool> HistoryRows::write(const HistoryPoint& point) {
  const auto pair = number_of(point.pair);
  if (!pair) return std::unexpected(pair.error());
  const auto source = number_of(point.source);
  if (!source) return std::unexpected(source.error());
  Statement& row = statements_.write_point;
  row.bind(1, *pair).bind(2, to_number(rates::instant_of(point.as_of)));
  row.bind(3, static_cast<std::int64_t>(point.seq));
  row.bind(4, std::int64_t{point.as_of.date().time_since_epoch().count()});
  row.bind(5, std::int64_t{point.as_of.is_date()}).bind(6, point.value.exact());
  row.bind(7, *source).bind(8, to_number(point.published_at));
  if (auto written = row.run(); !written) return std::unexpected(written.error());
  return database_->changes() == 1;
}

Result<void> HistoryRows::write(const CurrencyPair& pair, Interval interval, const Bar& bar) {
  const auto of = number_of(pair);
  if (!of) return std::unexpected(of.error());
  const auto source = number_of(bar.source);
  if (!source) return std::unexpected(source.error());
  Statement& row = bars(interval).write;
  row.bind(1, *of).bind(2, to_number(bar.start)).bind(6, bar.close.exact()).bind(7, *source);
  row.bind(8, static_cast<std::int64_t>(bar.points));
  row.bind(9, to_number(bar.opened_at)).bind(10, to_number(bar.closed_at));
  int parameter = 3;
  for (const auto* const value : {&bar.open, &bar.high, &bar.low}) {
    if (*value == bar.close) {
      row.bind_null(parameter++);
    } else {
      row.bind(parameter++, value->exact());
    }
  }
  return row.run();
}

Result<std::optional<Bar>> HistoryRows::read_bar(const CurrencyPair& pair, Interval interval,
                                                 Timestamp start) {
  const auto of = number_of(pair);
  if (!of) return std::unexpected(of.error());
  Statement& row = bars(interval).read;
  row.bind(1, *of).bind(2, to_number(start));
  std::optional<Bar> bar;
  for (;;) {
    const auto found = row.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return bar;
    auto read = bar_of(row);
    if (!read) return std::unexpected(read.error());
    bar = *std::move(read);
  }
}

Result<std::int64_t> HistoryRows::forget(const CurrencyPair& pair, Interval interval,
                                         Timestamp before) {
  const auto of = number_of(pair);
  if (!of) return std::unexpected(of.error());
  auto& row = interval == Interval::raw ? statements_.forget_points : bars(interval).forget;
  row.bind(1, *of).bind(2, to_number(before));
  if (auto done = row.run(); !done) return std::unexpected(done.error());
  return database_->changes();
}

Result<std::vector<CurrencyPair>> HistoryRows::pairs() {
  auto row = database_->prepare("SELECT pair FROM pairs ORDER BY pair");
  if (!row) return std::unexpected(row.error());
  std::vector<CurrencyPair> pairs;
  for (;;) {
    const auto found = row->step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return pairs;
    if (const auto pair = CurrencyPair::parse(row->text(0))) pairs.push_back(*pair);
  }
}

void HistoryRows::rolled_back() {
  pair_numbers_.clear();
  source_numbers_.clear();
}

Result<std::int64_t> HistoryRows::number_of(const CurrencyPair& pair) {
  if (const auto known = pair_numbers_.find(pair); known != pair_numbers_.end()) {
    return known->second;
  }
  statements_.find_pair.bind(1, pair.text());
  for (;;) {
    const auto found = single(statements_.find_pair);
    if (!found) return std::unexpected(found.error());
    if (*found) return pair_numbers_.emplace(pair, **found).first->second;
    if (auto added = statements_.add_pair.bind(1, pair.text()).run(); !added) {
      return std::unexpected(added.error());
    }
  }
}

Result<std::int64_t> HistoryRows::number_of(const std::string& source) {
  if (const auto known = source_numbers_.find(source); known != source_numbers_.end()) {
    return known->second;
  }
  statements_.find_source.bind(1, source);
  for (;;) {
    const auto found = single(statements_.find_source);
    if (!found) return std::unexpected(found.error());
    if (*found) return source_numbers_.emplace(source, **found).first->second;
    if (auto added = statements_.add_source.bind(1, source).run(); !added) {
      return std::unexpected(added.error());
    }
  }
}

HistoryRows::BarStatements& HistoryRows::bars(Interval interval) {
  const auto* const found = std::ranges::find(rates::bar_intervals, interval);
  return statements_.bars.at(static_cast<std::size_t>(found - rates::bar_intervals.begin()));
}

}  // namespace tickerd::store
