#pragma once

#include "http/admission.hpp"
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
  Counter accept_failures;  ///< out of files, mostly: the loop paused and went on
  Counter refused_full;     ///< over Limits::connections, answered 503
  Counter refused_address;  ///< over Limits::connections_per_ip, answered 429
  Counter refused_pace;     ///< over Limits::accept_rate, answered 503
  Counter unanswered;       ///< of those three: closed without a word, for so many came at once
  void count_refusal(Refusal refusal) noexcept {
    switch (refusal) {
      case Refusal::full:
        return refused_full.add();
      case Refusal::address:
        return refused_address.add();
      case Refusal::pace:
        return refused_pace.add();
    }
  }
  Counter full_handshakes;     ///< of TLS
  Counter resumed_handshakes;  ///< of TLS, with a ticket of an earlier one
  Counter refused_proxy;       ///< no trusted proxy, or one that did not say whom it speaks for
  Counter refused_tls;         ///< nothing to agree on: other versions, no TLS at all, gone
  Counter refused_origin;      ///< 403 for an origin that is not allowed
  Counter refused_token;       ///< 401: none or a wrong one where one is asked for
  Counter refused_scope;       ///< 403: a good token that is not for this
  Counter expired_tokens;      ///< streams ended because their token is good no more
  Counter refused_handshake;   ///< a WebSocket upgrade that was not one
  Counter requests;            ///< whole requests read
  Counter bad_requests;        ///< connections ended because of what they sent as HTTP
  Counter too_big;             ///< the same because of a size; WebSocket messages too
  void count_failure(int status) noexcept {
    const bool is_size = status == 413 || status == 414 || status == 431;
    (is_size ? too_big : bad_requests).add();
  }
  Counter answers[5];  ///< by hundreds: 1xx to 5xx
  void count_answer(int status) noexcept { answers[status / 100 - 1].add(); }
  Counter header_timeouts;
  Counter idle_timeouts;      ///< Limits::idle_time passed between two requests
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
