#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "http/history_api.hpp"

namespace tickerd::http {

using rates::Bar;
using rates::HistoryPoint;
using rates::Interval;

namespace {

/// Days are named as dates, the others by their first moment.
std::string start_text(Interval interval, const Bar& bar) {
  return interval == Interval::day
             ? rates::to_string(std::chrono::floor<std::chrono::days>(bar.start))
             : rates::to_string(bar.start);
}

std::string json_of(const HistoryPoint& point) {
  return fmt::format(
      R"({{"at":"{}","as_of":"{}","rate":"{}","source":"{}","published_at":"{}","seq":{}}})",
      rates::to_string(rates::instant_of(point.as_of)), point.as_of.text(), point.value.exact(),
      point.source, rates::to_string(point.published_at), point.seq);
}

std::string json_of(const Bar& bar, Interval interval) {
  return fmt::format(
      R"({{"start":"{}","open":"{}","high":"{}","low":"{}","close":"{}","points":{},"source":"{}"}})",
      start_text(interval, bar), bar.open.exact(), bar.high.exact(), bar.low.exact(),
      bar.close.exact(), bar.points, bar.source);
}

std::string csv_of(const HistoryPoint& point) {
  return fmt::format("{},{},{},{},{},{}\n", rates::to_string(rates::instant_of(point.as_of)),
                     point.as_of.text(), point.value.exact(), point.source,
                     rates::to_string(point.published_at), point.seq);
}

std::string csv_of(const Bar& bar, Interval interval) {
  return fmt::format("{},{},{},{},{},{},{}\n", start_text(interval, bar), bar.open.exact(),
                     bar.high.exact(), bar.low.exact(), bar.close.exact(), bar.points, bar.source);
}

}  // namespace

std::string to_text(const rates::HistoryQuery::Cursor& cursor) {
  return fmt::format("{}-{}", cursor.at.time_since_epoch().count(), cursor.seq);
}

rates::Result<rates::HistoryQuery::Cursor> parse_cursor(std::string_view text) {
  std::int64_t at = 0;
  std::uint64_t seq = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, at);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '-') {
    const auto second = std::from_chars(first.ptr + 1, end, seq);
    if (second.ec == std::errc() && second.ptr == end) {
      return rates::HistoryQuery::Cursor{.at = rates::Timestamp(std::chrono::milliseconds(at)),
                                         .seq = seq};
    }
  }
  return rates::fail(
      rates::Errc::bad_argument,
      fmt::format("expected the \"next\" of an earlier answer, got {}", rates::in_quotes(text)));
}

std::string history_etag(const HistoryRequest& request, const rates::HistoryExtent& extent) {
  const auto& query = request.query;
  const auto after = query.after ? to_text(*query.after) : "";
  return fmt::format("\"h{}-{}-{}-{}-{}-{}-{}-{}-{}\"", extent.days, extent.points,
                     query.pair.text(), rates::to_string(query.interval),
                     query.from.time_since_epoch().count(), query.until.time_since_epoch().count(),
                     query.limit, static_cast<int>(request.format), after);
}

std::string history_json(const HistoryRequest& request, const rates::HistoryPage& page) {
  const auto& query = request.query;
  auto text = fmt::format(R"({{"pair":"{}","interval":"{}","from":"{}","until":"{}","points":[)",
                          query.pair.text(), rates::to_string(query.interval),
                          rates::to_string(query.from), rates::to_string(query.until));
  const auto add = [&text](const std::string& item) {
    if (text.back() != '[') text += ',';
    text += item;
  };
  for (const auto& point : page.points) add(json_of(point));
  for (const auto& bar : page.bars) add(json_of(bar, query.interval));
  text += page.next ? fmt::format(R"(],"next":"{}"}})", to_text(*page.next)) : R"(],"next":null})";
  return text;
}

std::string history_lines(HistoryFormat format, const rates::HistoryPage& page, Interval interval) {
  std::string text;
  const bool is_csv = format == HistoryFormat::csv;
  for (const auto& point : page.points) text += is_csv ? csv_of(point) : json_of(point) + '\n';
  for (const auto& bar : page.bars) {
    text += is_csv ? csv_of(bar, interval) : json_of(bar, interval) + '\n';
  }
  return text;
}

std::string history_header(HistoryFormat format, Interval interval) {
  if (format != HistoryFormat::csv) return {};
  return interval == Interval::raw ? "at,as_of,rate,source,published_at,seq\n"
                                   : "start,open,high,low,close,points,source\n";
}

}  // namespace tickerd::http
