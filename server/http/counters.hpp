#pragma once

#include "http/counter.hpp"
#include "http/histogram.hpp"

namespace tickerd::http {

/// What one listener's side saw since its start. Read from any thread.
struct Counters {
  // Open now.
  Counter connections;  ///< all of them, whatever they do
  Counter websockets;
  Counter event_streams;

  // Totals.
  Counter accepted;
  Counter accept_failures;    ///< out of files, mostly: the loop paused and went on
  Counter refused_full;       ///< over Limits::connections, answered 503
  Counter refused_origin;     ///< 403 for an origin that is not allowed
  Counter refused_token;      ///< pushes without or with a wrong token
  Counter refused_handshake;  ///< a WebSocket upgrade that was not one
  Counter requests;           ///< whole requests read
  Counter bad_requests;       ///< connections ended because of what they sent as HTTP
  Counter answers[5];         ///< by hundreds: 1xx to 5xx
  void count_answer(int status) noexcept { answers[status / 100 - 1].add(); }
  Counter header_timeouts;
  Counter messages_in;        ///< WebSocket messages of clients, pings included
  Counter protocol_failures;  ///< malformed frames
  Counter floods;             ///< closed with 1008
  Counter slow_closed;        ///< closed with 4100, or cut when that could not be written
  Counter dead_peers;         ///< cut: neither frame nor pong for two heartbeats
  Counter bytes_out;          ///< on WebSocket and SSE connections

  Counter io_uring;  ///< 1 when deliveries are sent through a ring, else 0

  // From the last byte of a source's answer to the sockets of this edge's subscribers.
  Histogram to_first_subscriber;
  Histogram to_last_subscriber;

  // The hub's own counters, copied with every turn of the sweep.
  Counter batches;
  Counter frames;
  Counter delivered;
  Counter conflated;
  Counter merged;
  Counter heartbeats;
  Counter groups;
};

}  // namespace tickerd::http
