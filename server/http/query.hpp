#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/service.hpp"
#include "rates/result.hpp"
#include "stream/subscription.hpp"

namespace tickerd::http {

/// Decodes %XX. Fails with bad_argument on a broken escape, and on a NUL or other control
/// character that one hides.
rates::Result<std::string> percent_decoded(std::string_view text);

/// Reads the part of a target behind '?'; '+' is a blank.
rates::Result<Fields> parse_query(std::string_view text);

/// What a request for rates asks: the common part of REST, WebSocket and SSE.
struct RatesQuery {
  bool all_pairs = true;  ///< no `pairs`, or `*`
  std::vector<rates::CurrencyPair>
      pairs;  ///< as asked, without repeats; the configured ones for all
  stream::Numbers numbers = stream::Numbers::text;
  std::optional<rates::Position> since;
};

/// Reads `pairs`, `numbers`, `basis` and `since` (a Last-Event-ID header wins). Fails with
/// bad_argument: the detail names the parameter. A `since` that cannot be read asks for everything.
rates::Result<RatesQuery> parse_rates_query(const Request& request, const Site& site);

/// The options under which the hub serves such a query.
stream::Options options_of(const RatesQuery& query, stream::Transport transport);

}  // namespace tickerd::http
