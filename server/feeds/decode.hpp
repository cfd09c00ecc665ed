#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/mapping.hpp"
#include "rates/quote.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// A row that could not be read. The rest of the table is not touched by it.
struct RowProblem {
  std::string where;  ///< "/3 (USD)", "/rates/item[4] (KRW)", "line 12"
  std::string what;   ///< "rate: expected a number above zero, got \"n/a\""
};

/// What one body said.
struct Table {
  std::vector<rates::Quote> quotes{};
  std::vector<RowProblem> problems{};
  /// Rows that the mapping asks to leave out, and which of its words says so. No problems.
  std::vector<RowProblem> left_out{};
  /// The body was well-formed and rightly empty (`[]` on a weekend): no news, not a failure.
  bool no_news = false;
};

/// Turns the bytes of a feed into quotes, as `mapping` says. Pure. Content decides: HTML in place
/// of XML, an error object inside the right format, fewer rows than the mapping's minimum are
/// failures with Errc::bad_document (Errc::too_large over depth 64 or 20'000 rows).
/// `content_type` is the header's value, for its charset; may be empty. `url` is where the bytes
/// came from as people may see it (a key in it is still `{key}`), for the quotes' origins.
rates::Result<Table> decode(const Mapping& mapping, std::string_view body,
                            std::string_view content_type, rates::Timestamp fetched_at,
                            std::string url = {});

}  // namespace tickerd::feeds
