#pragma once

#include "http/channel.hpp"
#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "http/send_ring.hpp"
#include "stream/frame.hpp"
#include "stream/outbox.hpp"

namespace tickerd::http {

/// Writes whole frames to a channel: at once what the kernel takes, the rest when it can take more.
/// A frame that goes out at once costs one system call, or its part of one of the ring's: no timer,
/// allocation or coroutine.
///
/// Lives on the channel's thread. Is destroyed when the channel is closed and it is not waiting().
class FrameWriter final : private SendRing::Sender {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    /// All that was queued has gone out, after a time when it could not.
    virtual void on_drained() = 0;
    /// The peer is gone; nothing can be written any more. May come from within push().
    virtual void on_broken() = 0;
    /// The channel was closed, and the writer's wait has ended.
    virtual void on_wait_ended() = 0;
  };

  /// `ring` may be null, and is for what goes out in the clear; all of them outlive the writer.
  FrameWriter(Channel& channel, Owner& owner, Counter& bytes_out, SendRing* ring)
      : channel_(channel),
        owner_(owner),
        bytes_out_(bytes_out),
        ring_(channel.is_encrypted() ? nullptr : ring) {}
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  /// Queues a frame and writes what can be written. False when too much is queued already.
  bool push(const stream::FramePtr& frame);
  /// As push(), for the answer to a ping: it replaces one that still waits.
  void push_pong(stream::FramePtr pong);
  /// After a read: what the channel answered by itself (TLS) and could not send goes out as frames
  /// do.
  void on_read() {
    if (!waiting_ && !channel_.is_flushed()) flush();
  }
  /// What is pushed from now on, however much, is written by uncork().
  void cork() noexcept { corked_ = true; }
  void uncork();
  /// Whether something waits for the peer to read.
  bool busy() const noexcept { return !is_empty() && !corked_; }
  /// Whether all that was pushed has gone out.
  bool is_empty() const noexcept { return outbox_.empty() && channel_.is_flushed(); }
  /// Since when nothing could be written. Only while busy.
  Instant stalled_since() const noexcept { return stalled_since_; }
  /// Whether a wait for the socket is pending.
  bool waiting() const noexcept { return waiting_; }

 private:
  void on_unsent(const stream::FramePtr& frame, std::size_t sent, int error) override;
  void catch_ring_up();
  void flush();
  void wait();
  void fail();

  Channel& channel_;
  Owner& owner_;
  Counter& bytes_out_;
  SendRing* ring_;
  stream::Outbox outbox_;
  Instant stalled_since_{};
  std::uint64_t in_flush_ = 0;  // the ring's, with which the last frame goes out
  bool waiting_ = false;
  bool waited_ = false;  // since something last went out whole
  bool broken_ = false;
  bool corked_ = false;
};

}  // namespace tickerd::http
