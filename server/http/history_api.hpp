#pragma once

#include <string>

#include "http/message.hpp"
#include "http/service.hpp"
#include "rates/history.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// Whether a request is one for history: history() answers it, the router does not.
bool is_history(const Request& request);

/// The answer when the history could not be read: 404 when none is kept, else 503.
Response history_failure(const rates::Error& error);

/// In what form history is told.
enum class HistoryFormat { json, csv, ndjson };

/// What `GET /v1/history` asks.
struct HistoryRequest {
  rates::HistoryQuery query;
  HistoryFormat format = HistoryFormat::json;
  bool is_limited = false;  ///< `limit` was given: CSV and NDJSON end there too
};

/// Reads `pair`, `from`, `to` (dates or instants; a date as `to` is the whole day), `interval`,
/// `format`, `limit` (1 to 10,000) and `cursor`. What is left out: the daily bars of the last year,
/// hours of 30 days, minutes and points of one day, a limit of 1,000 for JSON and none for the
/// other forms. Fails with bad_argument; the
/// detail names the parameter.
rates::Result<HistoryRequest> parse_history_request(const Request& request, rates::Timestamp now);

/// The tag of an answer: the same as long as nothing in its span changed.
std::string history_etag(const HistoryRequest& request, const rates::HistoryExtent& extent);

/// One page as JSON, with the cursor of the next in `next`, or null.
std::string history_json(const HistoryRequest& request, const rates::HistoryPage& page);
/// The items of a page as lines of CSV or NDJSON, without a header.
std::string history_lines(HistoryFormat format, const rates::HistoryPage& page,
                          rates::Interval interval);
/// The header line of CSV; empty for NDJSON.
std::string history_header(HistoryFormat format, rates::Interval interval);

/// The text of a cursor, and back. Fails with bad_argument.
std::string to_text(const rates::HistoryQuery::Cursor& cursor);
rates::Result<rates::HistoryQuery::Cursor> parse_cursor(std::string_view text);

/// Answers `GET /v1/history`: a page of JSON, or CSV or NDJSON in pieces to the end of its span.
/// A coroutine of the edge's thread; `service` and `site` outlive it.
net::asio::awaitable<Response> history(Request request, Service& service, const Site& site,
                                       rates::Timestamp now);

}  // namespace tickerd::http
