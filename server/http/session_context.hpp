#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "http/query.hpp"
#include "http/service.hpp"
#include "net/task_group.hpp"
#include "stream/hub.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {

class SendRing;
class Sessions;

/// What a session needs of its edge. All of it outlives the session.
struct SessionContext {
  stream::Hub& hub;
  const SitePtr& site;  ///< the edge's own: another one after a reload
  Service& service;
  const rates::Clock& clock;
  ConnectionTable& table;
  Counters& counters;
  Sessions& sessions;
  net::TaskGroup& tasks;        ///< what the engine is asked
  SendRing* ring;               ///< null: frames are sent one by one
  std::span<char> read_buffer;  ///< shared: holds nothing between two callbacks
  /// Grows when what `hello` says is another: streams then say it again.
  std::uint32_t greeting = 0;
  /// Grows with every reload: who may read what may be another.
  std::uint32_t rules = 0;
};

/// Whether a subscriber may have `pair`: it is configured, or has a rate.
bool is_known(const SessionContext& context, const rates::CurrencyPair& pair);
/// Leaves the pairs that cannot be had out of `query`, as failed ones.
void leave_out_unknown(RatesQuery& query, const SessionContext& context);
/// The code of that error: "forbidden" when all of them are, else "unknown_pair".
std::string_view code_of(std::span<const stream::wire::FailedPair> failed);
/// What the error message about pairs that cannot be had says; empty when there are none.
std::string describe(std::span<const stream::wire::FailedPair> failed);

}  // namespace tickerd::http
