#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "http/counters.hpp"
#include "stream/frame.hpp"

namespace tickerd::http {

/// Sends one frame each to many sockets with one system call for hundreds of them: an io_uring
/// beside the event loop, on the thread that opened it. What does not go out at once comes back to
/// its sender; nothing stays behind in the kernel. Linux 6.1 or newer.
class SendRing {
 public:
  class Sender {
   public:
    virtual ~Sender() = default;
    /// Only the first `sent` bytes of `frame` went out, for `error` (an errno; EAGAIN when the
    /// socket is full). May close its socket, not send through the ring.
    virtual void on_unsent(const stream::FramePtr& frame, std::size_t sent, int error) = 0;
  };

  /// Null when this kernel, or what confines the process, has no ring that does what is needed:
  /// that is tried out. `bytes_out` counts what went out and outlives the ring.
  static std::unique_ptr<SendRing> open(Counter& bytes_out);
  ~SendRing();
  SendRing(const SendRing&) = delete;
  SendRing& operator=(const SendRing&) = delete;

  /// While one lives, senders may hand frames to the ring; they go out at its end at the latest.
  /// Until then none of their sockets is closed.
  class Batch {
   public:
    /// A null ring is none.
    explicit Batch(SendRing* ring) : ring_(ring) {
      if (ring_ != nullptr) ring_->collecting_ = true;
    }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() {
      if (ring_ == nullptr) return;
      ring_->collecting_ = false;
      ring_->flush();
    }

   private:
    SendRing* ring_;
  };

  /// Whether the kernel took all that it was given so far. It is given nothing more otherwise.
  bool is_sound() const noexcept { return !broken_; }
  /// Whether a Batch lives and the ring is sound.
  bool collecting() const noexcept { return collecting_ && !broken_; }
  /// Queues the whole of `frame` for `socket`. Within a Batch; `sender` lives until its end.
  void send(int socket, const stream::FramePtr& frame, Sender& sender);
  /// Which flush comes next: a frame that was queued under another number has gone out.
  std::uint64_t next_flush() const noexcept { return next_flush_; }
  /// Sends what is queued.
  void flush();

 private:
  struct Kernel;  // its side of the ring
  struct Queued {
    Sender* sender;
    std::size_t frame;  // of frames_
  };
  SendRing(std::unique_ptr<Kernel> kernel, Counter& bytes_out);
  std::size_t submit();
  std::size_t settle(std::size_t submitted);
  static bool works(Kernel& kernel);

  std::unique_ptr<Kernel> kernel_;
  Counter& bytes_out_;
  std::vector<Queued> queued_;
  std::vector<stream::FramePtr> frames_;
  std::uint64_t next_flush_ = 1;
  bool collecting_ = false;
  bool broken_ = false;
};

}  // namespace tickerd::http
