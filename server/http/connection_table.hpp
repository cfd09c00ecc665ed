#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include <boost/intrusive/list.hpp>

namespace tickerd::http {

using Instant = std::chrono::steady_clock::time_point;

/// Something with deadlines that one sweep over all looks after, instead of a timer for each.
class Swept : public boost::intrusive::list_base_hook<
                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Swept() = default;
  /// Called about every Limits::sweep_interval. Must not end the swept thing's life at once.
  virtual void sweep(Instant now) = 0;
  /// The process is leaving: end soon and in good form. `reconnect` is when the peer should come
  /// back.
  virtual void leave(std::chrono::milliseconds reconnect) = 0;
  /// Whether leaving is spread over the drain time (streams) or done at once (idle connections).
  virtual bool leaves_at_once() const = 0;
  /// Close the socket at once. As sweep().
  virtual void cut() = 0;
};

/// All connections of one thread, on a wheel: each turn looks after a part of them, so that none
/// holds up the thread. Lives on that thread.
class ConnectionTable {
 public:
  /// Turns in a Limits::sweep_interval.
  static constexpr std::size_t turns = 20;

  /// A place in the table while it lives.
  class Place {
   public:
    Place(ConnectionTable& table, Swept& swept);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    ConnectionTable& table_;
    Swept& swept_;
  };

  /// Looks after the next part.
  void sweep(Instant now);
  /// Has all that need no spreading leave.
  void leave_at_once();
  /// Has the next `count` streams leave that were not asked yet, each with its own random delay up
  /// to ten seconds. Returns how many are left to ask.
  std::size_t leave_next(std::size_t count);
  /// Has all of them close.
  void cut();
  /// Whether leaving has begun: answers say `Connection: close`.
  bool leaving() const noexcept { return leaving_; }
  std::size_t size() const noexcept { return size_; }

 private:
  using Part = boost::intrusive::list<Swept, boost::intrusive::constant_time_size<false>>;

  std::array<Part, turns> parts_;
  std::array<Part, turns> asked_;  // to leave
  std::size_t size_ = 0;
  std::size_t placed_ = 0;  // in all
  std::size_t turn_ = 0;
  bool leaving_ = false;
};

}  // namespace tickerd::http
