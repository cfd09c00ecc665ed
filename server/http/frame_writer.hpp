#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "net/asio.hpp"
#include "stream/frame.hpp"
#include "stream/outbox.hpp"

namespace tickerd::http {

/// Writes whole frames to a socket: at once what the kernel takes, the rest when it can take more.
/// A frame that goes out at once costs one system call: no timer, allocation or coroutine.
///
/// Lives on the socket's thread. Before it is destroyed the socket is closed and finished()
/// awaited.
class FrameWriter {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    /// All that was queued has gone out, after a time when it could not.
    virtual void on_drained() = 0;
    /// The peer is gone; nothing can be written any more. May come from within push().
    virtual void on_broken() = 0;
  };

  FrameWriter(net::asio::ip::tcp::socket& socket, Owner& owner, Counter& bytes_out)
      : socket_(socket), owner_(owner), bytes_out_(bytes_out) {}
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  /// Queues a frame and writes what can be written. False when too much is queued already.
  bool push(stream::FramePtr frame);
  /// As push(), for the answer to a ping: it replaces one that still waits.
  void push_pong(stream::FramePtr pong);
  /// Whether something waits for the peer to read.
  bool busy() const noexcept { return !outbox_.empty(); }
  /// Since when nothing could be written. Only while busy.
  Instant stalled_since() const noexcept { return stalled_since_; }
  /// Ends when no wait of this writer is pending. Close the socket first.
  net::asio::awaitable<void> finished();

 private:
  void flush();
  void wait();

  net::asio::ip::tcp::socket& socket_;
  Owner& owner_;
  Counter& bytes_out_;
  stream::Outbox outbox_;
  Instant stalled_since_{};
  bool waiting_ = false;  // a wait is pending
  bool waited_ = false;   // since something last went out whole
  bool broken_ = false;
};

}  // namespace tickerd::http
