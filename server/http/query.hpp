#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/service.hpp"
#include "rates/result.hpp"
#include "stream/subscription.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {

/// Decodes %XX. Fails with bad_argument on a broken escape, and on a NUL or other control
/// character that one hides.
rates::Result<std::string> percent_decoded(std::string_view text);

/// The whole number that is all of `text`, in digits; none when it is anything else.
std::optional<int> whole_number(std::string_view text) noexcept;

/// Reads the part of a target behind '?'; '+' is a blank.
rates::Result<Fields> parse_query(std::string_view text);

/// What a request for rates asks: the common part of REST, WebSocket and SSE.
struct RatesQuery {
  /// What a subscriber of it gets; its pairs are sorted.
  stream::Options options;
  /// The same pairs in the order asked for; the configured ones for `*`.
  std::vector<rates::CurrencyPair> pairs;
  std::optional<rates::Position> since;
  std::vector<stream::wire::FailedPair> failed;  ///< items of `pairs` that are no pairs
};

/// Reads `pairs`, `numbers`, `basis` and `since` (a Last-Event-ID header wins). Fails with
/// bad_argument: the detail names the parameter. A bad pair spoils only itself.
rates::Result<RatesQuery> parse_rates_query(const Request& request, const Site& site,
                                            stream::Transport transport);

/// As parse_rates_query() over SSE; a bad pair is a failure here: an answer cannot name it.
rates::Result<RatesQuery> parse_whole_query(const Request& request, const Site& site);

}  // namespace tickerd::http
