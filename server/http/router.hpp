#pragma once

#include <map>
#include <optional>
#include <vector>

#include "http/message.hpp"
#include "http/reader.hpp"
#include "http/server_state.hpp"
#include "http/service.hpp"
#include "stream/board.hpp"

namespace tickerd::http {

/// The last closes of pairs, oldest first, as sparklines draw them.
using Sparks = std::map<rates::CurrencyPair, std::vector<rates::Decimal>>;

/// What the answer to a request is made of.
struct View {
  const stream::Board& board;
  const Site& site;
  const access::Grant* grant = nullptr;  ///< of who asks; null: they showed no token
  bool ready = true;                     ///< and not draining
  /// Of the pair that pair_to_explain() named; null when nothing is known of it.
  const ExplainedRate* explained = nullptr;
  /// The last closes of the pairs that are shown; null when nobody asked for sparklines.
  const Sparks* sparks = nullptr;
  /// What the edge was told last; null when it was told nothing yet.
  const ServerState* state = nullptr;
  rates::Timestamp now{};

  Reader reader() const noexcept { return Reader(site, grant); }
};

/// Answers a request of the public listener. Pure: the same request and view give the same bytes.
/// A request that turns into a stream gets its 101 or 200 with Response::continues set.
Response route(const Request& request, const View& view);

/// The refusal of a request that names a pair its sender may not read; none for other requests. A
/// stream is refused only when it names no other pair.
std::optional<Response> refuse_reading(const Request& request, const View& view);

/// The pairs a request is about that are neither configured nor on the board: they have to be
/// tracked before it can be routed. Empty for requests that are wrong in themselves.
std::vector<rates::CurrencyPair> untracked_pairs(const Request& request, const View& view);

/// The pair whose explanation a request asks for: it has to be had before it can be routed. None
/// for other requests, and for one that is wrong or about a pair without a rate.
std::optional<rates::CurrencyPair> pair_to_explain(const Request& request, const View& view);

}  // namespace tickerd::http
