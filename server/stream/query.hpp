#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rates/rate_log.hpp"
#include "rates/result.hpp"
#include "stream/subscription.hpp"
#include "stream/wire.hpp"

namespace tickerd::stream {

/// What the URL of a stream, or of a snapshot, asks for.
struct StreamQuery {
  Options options;
  std::optional<rates::Position> since;
  std::vector<wire::FailedPair> failed;  ///< items of `pairs` that are no pairs (`bad_pair`)
};

/// Reads the word of a basis; an error (Errc::bad_argument) names the words there are.
rates::Result<rates::BasisKind> parse_basis(std::string_view text);

/// Reads the decoded fields of a query: `pairs` (comma-separated, "KGS/USD" or "KGS-USD"; absent or
/// `*` is every configured pair), `since`, `basis` and `numbers`. Others are left to others.
///
/// A bad pair spoils only itself: it is named in `failed`. `options.pairs` may be empty then, and
/// nobody should be subscribed to nothing. Whether a pair has a rate is not known here. Fails with
/// Errc::bad_argument for an empty `pairs`, more than `max_pairs` of them, `*` beside others, and
/// an unknown `basis` or `numbers`. A `since` of no known form means a full snapshot.
rates::Result<StreamQuery> parse_query(std::span<const std::pair<std::string, std::string>> fields,
                                       Transport transport, std::size_t max_pairs);

}  // namespace tickerd::stream
