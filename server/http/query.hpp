#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/reader.hpp"
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
  /// Items of `pairs` that are no pairs (`bad_pair`), or that the reader may not read
  /// (`forbidden`).
  std::vector<stream::wire::FailedPair> failed;
};

/// Reads `pairs`, `numbers`, `basis` and `since` (a Last-Event-ID header wins). Fails with
/// bad_argument: the detail names the parameter. A bad pair spoils only itself.
rates::Result<RatesQuery> parse_rates_query(const Request& request, const Reader& reader,
                                            stream::Transport transport);

/// As parse_rates_query() over SSE; a pair that cannot be had is a failure here, for an answer
/// cannot name it: bad_argument, or refused where the reader may not read it.
rates::Result<RatesQuery> parse_whole_query(const Request& request, const Reader& reader);

/// The word for a pair that a reader may not read.
inline constexpr std::string_view forbidden_pair = "forbidden";

}  // namespace tickerd::http
