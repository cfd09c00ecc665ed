#include "http/history_api.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "http/static_files.hpp"

namespace tickerd::http {

namespace asio = net::asio;
using rates::Errc;
using rates::fail;
using rates::HistoryQuery;
using rates::Interval;
using rates::Result;
using rates::Timestamp;

namespace {

constexpr std::string_view history_path = "/v1/history";
constexpr std::size_t default_limit = 1000;
constexpr std::size_t most_items = 10'000;
/// Items in one piece of a streamed answer.
constexpr std::size_t piece_items = 1000;
/// A source may publish for days to come.
constexpr auto ahead = std::chrono::days(8);
/// A tick may count to a trading day after its own, over a weekend too.
constexpr auto counted_ahead = std::chrono::days(4);

std::chrono::milliseconds default_span(Interval interval) {
  switch (interval) {
    case Interval::day:
      return std::chrono::days(365);
    case Interval::hour:
      return std::chrono::days(30);
    case Interval::minute:
    case Interval::raw:
      break;
  }
  return std::chrono::days(1);
}

Result<HistoryFormat> parse_format(std::string_view text) {
  if (text == "json") return HistoryFormat::json;
  if (text == "csv") return HistoryFormat::csv;
  if (text == "ndjson") return HistoryFormat::ndjson;
  return fail(
      Errc::bad_argument,
      fmt::format(R"(format: expected "json", "csv" or "ndjson", got {})", rates::in_quotes(text)));
}

Result<std::size_t> parse_limit(std::string_view text) {
  std::size_t limit = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || limit == 0 ||
      limit > most_items) {
    return fail(Errc::bad_argument, fmt::format("limit: expected a number from 1 to {}, got {}",
                                                most_items, rates::in_quotes(text)));
  }
  return limit;
}

Result<void> parse_span(const Request& request, Timestamp now, HistoryQuery& query) {
  // Whole days, so that the same question has the same answer until midnight.
  const auto today = std::chrono::floor<std::chrono::days>(now);
  query.until = Timestamp(today) + ahead;
  if (const auto to = request.parameter("to")) {
    const auto until = rates::parse_span_end(*to);
    if (!until) return fail(Errc::bad_argument, "to: " + until.error().detail);
    query.until = *until;
  }
  query.from = std::min(Timestamp(today), query.until) - default_span(query.interval);
  if (const auto text = request.parameter("from")) {
    const auto from = rates::parse_span_begin(*text);
    if (!from) return fail(Errc::bad_argument, "from: " + from.error().detail);
    query.from = *from;
  }
  if (query.from >= query.until) {
    return fail(Errc::bad_argument,
                fmt::format("from: expected a moment before {}, got {}",
                            rates::to_string(query.until), rates::to_string(query.from)));
  }
  return {};
}

/// The rest of a CSV or NDJSON answer, read page by page.
class HistoryBody final : public BodySource {
 public:
  HistoryBody(Service& service, HistoryRequest request)
      : service_(service),
        request_(std::move(request)),
        header_(history_header(request_.format, request_.query.interval)),
        left_(request_.is_limited ? request_.query.limit : unlimited) {}

  asio::awaitable<Result<std::string>> next() override {
    if (left_ == 0) co_return std::string();
    auto query = request_.query;
    query.limit = std::min(left_, piece_items);
    auto page = co_await service_.history(std::move(query));
    if (!page) co_return std::unexpected(page.error());
    const auto count = page->points.size() + page->bars.size();
    left_ = page->next ? left_ - count : 0;
    request_.query.after = page->next;
    co_return std::exchange(header_, {}) +
        history_lines(request_.format, *page, request_.query.interval);
  }

 private:
  static constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

  Service& service_;
  HistoryRequest request_;
  std::string header_;  // until it was sent
  std::size_t left_;    // items
};

/// A span that lies in the past changes only when a source corrects itself.
std::string_view cache_control(const HistoryQuery& query, Timestamp now) {
  const auto yesterday = std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1);
  return query.until <= Timestamp(yesterday) ? "public, max-age=86400, stale-if-error=86400"
                                             : "public, max-age=5, stale-while-revalidate=30";
}

std::string_view content_type(HistoryFormat format) {
  switch (format) {
    case HistoryFormat::csv:
      return "text/csv; charset=utf-8; header=present";
    case HistoryFormat::ndjson:
      return "application/x-ndjson";
    case HistoryFormat::json:
      break;
  }
  return "application/json";
}

bool is_configured(const rates::CurrencyPair& pair, const Site& site) {
  return std::ranges::find(site.pairs, pair, &rates::PairRule::pair) != site.pairs.end();
}

}  // namespace

Response history_failure(const rates::Error& error) {
  if (error.code == Errc::not_found) return problem(404, "no_history", error.detail);
  auto response = problem(503, "history_unavailable", "the history cannot be read at the moment");
  response.set("Retry-After", "5");
  return response;
}

bool is_history(const Request& request) { return request.path == history_path && request.reads(); }

Result<HistoryRequest> parse_history_request(const Request& request, Timestamp now) {
  const auto pair = rates::CurrencyPair::parse(request.parameter("pair").value_or(""));
  if (!pair) return fail(Errc::bad_argument, "pair: " + pair.error().detail);
  const auto interval = rates::parse_interval(request.parameter("interval").value_or("1d"));
  if (!interval) return fail(Errc::bad_argument, "interval: " + interval.error().detail);
  const auto format = parse_format(request.parameter("format").value_or("json"));
  if (!format) return std::unexpected(format.error());
  HistoryRequest asked{.query = {.pair = *pair,
                                 .interval = *interval,
                                 .from = {},
                                 .until = {},
                                 .limit = default_limit,
                                 .after = std::nullopt},
                       .format = *format};
  if (auto span = parse_span(request, now, asked.query); !span) {
    return std::unexpected(span.error());
  }
  if (const auto text = request.parameter("limit")) {
    const auto limit = parse_limit(*text);
    if (!limit) return std::unexpected(limit.error());
    asked.query.limit = *limit;
    asked.is_limited = true;
  }
  if (const auto text = request.parameter("cursor")) {
    const auto cursor = parse_cursor(*text);
    if (!cursor) return fail(Errc::bad_argument, "cursor: " + cursor.error().detail);
    asked.query.after = *cursor;
  }
  return asked;
}

asio::awaitable<Response> history(Request request, Service& service, const Site& site,
                                  Timestamp now) {
  const auto asked = parse_history_request(request, now);
  if (!asked) co_return problem(400, "bad_query", asked.error().detail);
  const auto& query = asked->query;
  const auto from_day = std::chrono::floor<std::chrono::days>(query.from);
  auto extent =
      co_await service.history_extent(query.pair, Timestamp(from_day), query.until + counted_ahead);
  if (!extent) co_return history_failure(extent.error());
  if (extent->days == 0 && !is_configured(query.pair, site)) {
    const auto detail = fmt::format("{}: nothing of it is kept in this span", query.pair.text());
    co_return problem(404, "unknown_pair", detail);
  }

  Response response;
  const auto etag = history_etag(*asked, *extent);
  const auto known = request.header("if-none-match");
  if (known && etag_matches(*known, etag)) {
    response.status = 304;
  } else if (asked->format == HistoryFormat::json) {
    auto wanted = query;
    auto page = co_await service.history(std::move(wanted));
    if (!page) co_return history_failure(page.error());
    response =
        text_response(200, std::string(content_type(asked->format)), history_json(*asked, *page));
  } else {
    response.content_type = content_type(asked->format);
    response.more = std::make_shared<HistoryBody>(service, *asked);
  }
  response.set("ETag", etag);
  response.set("Cache-Control", std::string(cache_control(query, now)));
  co_return response;
}

}  // namespace tickerd::http
