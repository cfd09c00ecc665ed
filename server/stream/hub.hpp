#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "rates/clock.hpp"
#include "stream/board.hpp"
#include "stream/frame.hpp"
#include "stream/subscription.hpp"

namespace tickerd::stream {

class Group;
class Hub;

/// A connection as the hub sees it. Called on the hub's thread only.
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  /// Takes one whole frame, shared with others. False when it is still busy writing an earlier one:
  /// the hub then leaves this frame out and sends one merged update when drained() is called.
  virtual bool deliver(const FramePtr& frame) = 0;
};

/// A place in a group. Leaving scope unsubscribes. Movable; the hub must outlive it.
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

  /// What the subscriber asked for.
  const Options& options() const;
  /// The subscriber can take frames again: sends one merged update of all that changed since the
  /// last frame it took (nothing when nothing did).
  void drained();

 private:
  friend class Hub;
  struct Member;
  std::shared_ptr<Member> member_;
};

/// One edge's fan-out: subscribers interned into groups by their Options; a batch is encoded once a
/// group and transport, and delivered as one shared frame. Lives on its edge's thread; no I/O.
///
/// `prev` is the seq of the last message a subscriber got. A snapshot's `seq` is the group's last
/// sent one, so that prev is the same for a whole group and a frame can be shared.
class Hub {
 public:
  struct Counters {
    std::uint64_t batches = 0;    ///< taken in
    std::uint64_t frames = 0;     ///< encoded for a group
    std::uint64_t delivered = 0;  ///< frames taken by subscribers
    std::uint64_t conflated = 0;  ///< frames left out because a subscriber was busy
    std::uint64_t merged = 0;     ///< merged updates sent after that
    std::uint64_t heartbeats = 0;
  };

  Hub(Board board, std::chrono::milliseconds heartbeat, const rates::Clock& clock);
  ~Hub();

  /// Subscribes and delivers the snapshot (after `hello`, which the session sends itself): whole, or
  /// what changed after `since` when it is of this epoch. `configured` pairs are those of `*`.
  Subscription subscribe(Subscriber& subscriber, Options options,
                         const std::optional<rates::Position>& since);

  /// Changes what a subscriber gets; the snapshot delivered then holds only pairs it did not have
  /// (those newer than `since` when given). 
  void resubscribe(Subscription& subscription, Options options,
                   const std::optional<rates::Position>& since);

  /// Takes a batch to everyone whom it concerns.
  void publish(const rates::Batch& batch);

  /// Sends heartbeats to groups that have been silent for the heartbeat interval. Call about once
  /// a second. `now` is monotonic.
  void beat(std::chrono::steady_clock::time_point now);

  const Board& board() const noexcept { return board_; }
  const Counters& counters() const noexcept { return counters_; }
  std::size_t subscribers() const noexcept;
  std::size_t groups() const noexcept;

 private:
  Board board_;
  Counters counters_;
};

}  // namespace tickerd::stream
