#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace tickerd::http {

/// A number that its edge's thread changes and any thread may read.
class Counter {
 public:
  void add(std::uint64_t by = 1) noexcept { value_.fetch_add(by, std::memory_order_relaxed); }
  void subtract(std::uint64_t by = 1) noexcept { value_.fetch_sub(by, std::memory_order_relaxed); }
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts one up while it lives.
class Counted {
 public:
  explicit Counted(Counter& counter) noexcept : counter_(&counter) { counter.add(); }
  Counted(Counted&& other) noexcept : counter_(std::exchange(other.counter_, nullptr)) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (counter_ != nullptr) counter_->subtract();
  }

 private:
  Counter* counter_;  // null: another one counts on
};

/// A connection's part in the number of open ones.
struct Seat {
  Counted here;        ///< of this edge
  Counted everywhere;  ///< of all that share Limits::connections
};

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
  Counter header_timeouts;
  Counter messages_in;        ///< WebSocket messages of clients, pings included
  Counter protocol_failures;  ///< malformed frames
  Counter floods;             ///< closed with 1008
  Counter slow_closed;        ///< closed with 4100, or cut when that could not be written
  Counter dead_peers;         ///< cut: neither frame nor pong for two heartbeats
  Counter bytes_out;          ///< on WebSocket and SSE connections

  Counter io_uring;  ///< 1 when deliveries are sent through a ring, else 0

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
