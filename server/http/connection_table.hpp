#pragma once

#include <chrono>
#include <cstddef>
#include <list>

#include "net/asio.hpp"

namespace tickerd::http {

using Instant = std::chrono::steady_clock::time_point;

/// Something with deadlines that one sweep over all looks after, instead of a timer for each.
class Swept {
 public:
  virtual ~Swept() = default;
  /// Called about every Limits::sweep_interval. Must not end the swept thing's life at once.
  virtual void sweep(Instant now) = 0;
  /// The process is leaving: end soon and in good form. `reconnect` is when the peer should come
  /// back.
  virtual void leave(std::chrono::milliseconds reconnect) = 0;
  /// Whether leaving is spread over the drain time (streams) or done at once (idle connections).
  virtual bool leaves_at_once() const = 0;
};

/// All connections of one thread. Lives on that thread.
class ConnectionTable {
 public:
  /// A place in the table while it lives.
  class Place {
   public:
    Place(ConnectionTable& table, Swept& swept);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    ConnectionTable& table_;
    std::list<Swept*>::iterator at_;
  };

  void sweep(Instant now);
  /// Has all that need no spreading leave.
  void leave_at_once();
  /// Has the next `count` streams leave that were not asked yet, each with its own random delay up
  /// to ten seconds. Returns how many are left to ask.
  std::size_t leave_next(std::size_t count);
  /// Whether leaving has begun: answers say `Connection: close`.
  bool leaving() const noexcept { return leaving_; }
  std::size_t size() const noexcept { return swept_.size(); }

 private:
  std::list<Swept*> swept_;
  std::list<Swept*>::iterator next_ = swept_.end();  // the first that was not asked to leave
  bool leaving_ = false;
};

}  // namespace tickerd::http
