#pragma once

#include <span>

#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "http/service.hpp"
#include "stream/hub.hpp"

namespace tickerd::http {

/// What a session needs of its edge. All of it outlives the session.
struct SessionContext {
  stream::Hub& hub;
  const Site& site;
  Service& service;
  const rates::Clock& clock;
  ConnectionTable& table;
  Counters& counters;
  std::span<char> read_buffer;  ///< shared: holds nothing over a co_await
};

/// Splits the pairs of a query: those whose rate is on the board or that are configured stay, the
/// others are tracked. Returns what cannot be had.
net::asio::awaitable<std::vector<TrackedPair>> track_missing(
    SessionContext context, std::vector<rates::CurrencyPair> pairs);

}  // namespace tickerd::http
