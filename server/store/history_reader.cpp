#include "store/history_reader.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>

#include "store/history_rows.hpp"

namespace tickerd::store {

using rates::Bar;
using rates::CurrencyPair;
using rates::Errc;
using rates::HistoryPage;
using rates::HistoryPoint;
using rates::HistoryQuery;
using rates::Interval;
using rates::Result;
using rates::Timestamp;

namespace {

constexpr std::string_view bar_columns =
    "start, open, high, low, close, sources.name, points, opened_at, closed_at";

/// Columns: at, seq, value_date, is_date, value, source's name, published_at.
Result<HistoryPoint> point_of(const Statement& row, const CurrencyPair& pair) {
  const auto value = rates::Decimal::parse(row.text(4));
  if (!value) return rates::fail(Errc::corrupt, "value: " + value.error().detail);
  const rates::Date date{std::chrono::days(row.number(2))};
  const bool is_date = row.number(3) != 0;
  return HistoryPoint{.pair = pair,
                      .as_of = is_date ? rates::AsOf(date)
                                       : rates::AsOf(to_instant(row.number(0))).counted_to(date),
                      .value = *value,
                      .source = std::string(row.text(5)),
                      .published_at = to_instant(row.number(6)),
                      .seq = static_cast<std::uint64_t>(row.number(1))};
}

/// All rows of a statement, each read by `read`.
template <class Row, class Read>
Result<std::vector<Row>> collect(Statement& statement, Read read) {
  std::vector<Row> rows;
  for (;;) {
    const auto found = statement.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return rows;
    auto row = read(statement);
    if (!row) return std::unexpected(row.error());
    rows.push_back(*std::move(row));
  }
}

Result<std::vector<HistoryPoint>> read_points(const Database& database, const HistoryQuery& query) {
  auto row = database.prepare(
      "SELECT at, seq, value_date, is_date, value, sources.name, published_at "
      "FROM points JOIN sources ON sources.id = source "
      "WHERE pair = (SELECT id FROM pairs WHERE pair = ?1) AND at < ?2 AND (at, seq) > (?3, ?4) "
      "ORDER BY at, seq LIMIT ?5");
  if (!row) return std::unexpected(row.error());
  const auto before_first = to_number(query.from) - 1;
  row->bind(1, query.pair.text()).bind(2, to_number(query.until));
  row->bind(3, query.after ? to_number(query.after->at) : before_first);
  row->bind(4, query.after ? static_cast<std::int64_t>(query.after->seq)
                           : std::numeric_limits<std::int64_t>::max());
  row->bind(5, static_cast<std::int64_t>(query.limit) + 1);
  return collect<HistoryPoint>(*row,
                               [&](const Statement& read) { return point_of(read, query.pair); });
}

Result<std::vector<Bar>> read_bars(const Database& database, const HistoryQuery& query) {
  auto row = database.prepare(
      fmt::format("SELECT {} FROM {} JOIN sources ON sources.id = source "
                  "WHERE pair = (SELECT id FROM pairs WHERE pair = ?1) AND start > ?2 AND "
                  "start < ?3 ORDER BY start LIMIT ?4",
                  bar_columns, table_of(query.interval)));
  if (!row) return std::unexpected(row.error());
  row->bind(1, query.pair.text());
  row->bind(2, query.after ? to_number(query.after->at) : to_number(query.from) - 1);
  row->bind(3, to_number(query.until)).bind(4, static_cast<std::int64_t>(query.limit) + 1);
  return collect<Bar>(*row, bar_of);
}

/// Cuts what was read beyond the page off; whether there was any.
template <class Row>
bool cut(std::vector<Row>& rows, std::size_t limit) {
  if (rows.size() <= limit) return false;
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
  return true;
}

}  // namespace

Result<HistoryPage> HistoryReader::read(const HistoryQuery& query) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  HistoryPage page;
  if (query.interval == Interval::raw) {
    auto points = read_points(*database_, query);
    if (!points) return std::unexpected(points.error());
    page.points = *std::move(points);
    if (cut(page.points, query.limit)) {
      const auto& last = page.points.back();
      page.next = HistoryQuery::Cursor{.at = rates::instant_of(last.as_of), .seq = last.seq};
    }
  } else {
    auto bars = read_bars(*database_, query);
    if (!bars) return std::unexpected(bars.error());
    page.bars = *std::move(bars);
    if (cut(page.bars, query.limit)) page.next = HistoryQuery::Cursor{.at = page.bars.back().start};
  }
  return page;
}

Result<rates::HistoryExtent> HistoryReader::extent(const CurrencyPair& pair, Timestamp from,
                                                   Timestamp until) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto row = database_->prepare(
      "SELECT count(*), coalesce(sum(points), 0) FROM bars_1d "
      "WHERE pair = (SELECT id FROM pairs WHERE pair = ?1) AND start >= ?2 AND start < ?3");
  if (!row) return std::unexpected(row.error());
  row->bind(1, pair.text()).bind(2, to_number(from)).bind(3, to_number(until));
  if (const auto found = row->step(); !found) return std::unexpected(found.error());
  return rates::HistoryExtent{.days = static_cast<std::uint64_t>(row->number(0)),
                              .points = static_cast<std::uint64_t>(row->number(1))};
}

Result<std::vector<Bar>> HistoryReader::last(const CurrencyPair& pair, Interval interval,
                                             Timestamp until, std::size_t count) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto row = database_->prepare(
      fmt::format("SELECT {} FROM {} JOIN sources ON sources.id = source "
                  "WHERE pair = (SELECT id FROM pairs WHERE pair = ?1) AND start < ?2 "
                  "ORDER BY start DESC LIMIT ?3",
                  bar_columns, table_of(interval)));
  if (!row) return std::unexpected(row.error());
  row->bind(1, pair.text()).bind(2, to_number(until)).bind(3, static_cast<std::int64_t>(count));
  auto bars = collect<Bar>(*row, bar_of);
  if (bars) std::ranges::reverse(*bars);
  return bars;
}

Result<std::vector<CurrencyPair>> HistoryReader::pairs() {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto row = database_->prepare("SELECT pair FROM pairs ORDER BY pair");
  if (!row) return std::unexpected(row.error());
  return collect<CurrencyPair>(
      *row, [](const Statement& read) { return CurrencyPair::parse(read.text(0)); });
}

Result<void> HistoryReader::open() {
  struct stat there{};
  if (::stat(file_.c_str(), &there) != 0) {
    database_.reset();
    return rates::fail(Errc::storage, fmt::format("{}: there is no history yet", file_.string()));
  }
  if (database_ && inode_ == there.st_ino) return {};
  auto opened = Database::open_to_read(file_);
  if (!opened) return std::unexpected(opened.error());
  if (auto set = (*opened)->execute("PRAGMA busy_timeout = 2000"); !set) return set;
  database_ = *std::move(opened);
  inode_ = there.st_ino;
  return {};
}

}  // namespace tickerd::store
