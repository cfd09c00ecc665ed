#include "http/send_ring.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <liburing.h>

namespace tickerd::http {
namespace {

/// Sends of one submission. More of them save no time that could be measured, and hold the loop.
constexpr unsigned ring_entries = 256;

void prepare_send(io_uring_sqe& entry, int socket, const stream::Frame& frame, std::uint64_t id) {
  // Whole or not at all means for the kernel: what is not whole is a failure and is told. It does
  // not wait for the rest, for it must not block.
  io_uring_prep_send(&entry, socket, frame.data(), frame.size(),
                     MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL);
  entry.flags |= IOSQE_CQE_SKIP_SUCCESS;
  entry.user_data = id;
}

}  // namespace

struct SendRing::Kernel {
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel() {
    if (opened) io_uring_queue_exit(&ring);
  }

  bool open() {
    io_uring_params parameters{};
    // An entry that fails must not hold up those behind it.
    parameters.flags =
        IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;
    opened = io_uring_queue_init_params(ring_entries, &ring, &parameters) == 0;
    return opened && (parameters.features & IORING_FEAT_CQE_SKIP) != 0;
  }

  /// Calls `told(id, result)` for every send that failed.
  template <class Told>
  void reap(Told told) {
    io_uring_cqe* entry = nullptr;
    while (io_uring_peek_cqe(&ring, &entry) == 0) {
      const auto id = entry->user_data;
      const int result = entry->res;
      io_uring_cqe_seen(&ring, entry);
      told(id, result);
    }
  }

  io_uring ring{};
  bool opened = false;
};

SendRing::SendRing(std::unique_ptr<Kernel> kernel, Counter& bytes_out)
    : kernel_(std::move(kernel)), bytes_out_(bytes_out) {
  queued_.reserve(ring_entries);
}

SendRing::~SendRing() = default;

std::unique_ptr<SendRing> SendRing::open(Counter& bytes_out) {
  auto kernel = std::make_unique<Kernel>();
  if (!kernel->open() || !works(*kernel)) return nullptr;
  return std::unique_ptr<SendRing>(new SendRing(std::move(kernel), bytes_out));
}

/// Tries the three ends a send can have: whole and silent, partly, not at all.
bool SendRing::works(Kernel& kernel) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  const stream::Frame small = "ping";
  const stream::Frame large(std::size_t{8} << 20, 'x');  // more than any send buffer
  std::uint64_t id = 0;
  for (const auto* frame : {&small, &large, &small}) {
    prepare_send(*io_uring_get_sqe(&kernel.ring), ends[0], *frame, id++);
  }
  bool sound = io_uring_submit(&kernel.ring) == 3;
  std::array<int, 3> results{};
  kernel.reap([&](std::uint64_t of, int result) {
    sound = sound && of < results.size();
    if (sound) results[of] = result;
  });
  ::close(ends[0]);
  ::close(ends[1]);
  return sound && results[0] == 0 && results[1] > 0 && std::cmp_less(results[1], large.size()) &&
         results[2] == -EAGAIN;
}

void SendRing::send(int socket, const stream::FramePtr& frame, Sender& sender) {
  if (queued_.size() == ring_entries) flush();
  if (broken_) return sender.on_unsent(frame, 0, EAGAIN);
  if (frames_.empty() || frames_.back() != frame) frames_.push_back(frame);
  prepare_send(*io_uring_get_sqe(&kernel_->ring), socket, *frame, queued_.size());
  queued_.push_back({&sender, frames_.size() - 1});
}

void SendRing::flush() {
  ++next_flush_;
  if (queued_.empty()) return;
  std::size_t bytes = 0;
  for (const auto& queued : queued_) bytes += frames_[queued.frame]->size();
  bytes_out_.add(bytes - settle(submit()));
  queued_.clear();
  frames_.clear();
}

/// How many entries the kernel took: all of them, but when it has no memory.
std::size_t SendRing::submit() {
  std::size_t submitted = 0;
  while (submitted < queued_.size()) {
    const int taken = io_uring_submit(&kernel_->ring);
    if (taken == -EINTR) continue;
    if (taken <= 0) break;
    submitted += static_cast<std::size_t>(taken);
  }
  return submitted;
}

/// Tells the senders of all that did not go out whole. Returns how many bytes did not.
std::size_t SendRing::settle(std::size_t submitted) {
  std::size_t unsent = 0;
  const auto tell = [this, &unsent](std::size_t id, std::size_t sent, int error) {
    const auto [sender, frame] = queued_[id];
    unsent += frames_[frame]->size() - sent;
    sender->on_unsent(frames_[frame], sent, error);
  };
  kernel_->reap([&](std::uint64_t id, int result) {
    if (result >= 0) {
      tell(id, static_cast<std::size_t>(result), EAGAIN);
    } else {
      tell(id, 0, -result);
    }
  });
  if (submitted == queued_.size()) return unsent;
  // What the kernel has not taken must not go out later on its own.
  broken_ = true;
  kernel_.reset();
  for (std::size_t id = submitted; id < queued_.size(); ++id) tell(id, 0, EAGAIN);
  return unsent;
}

}  // namespace tickerd::http
