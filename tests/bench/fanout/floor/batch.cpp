#include "bench/fanout/floor/batch.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <sys/socket.h>

namespace tickerd::bench {
namespace {

constexpr unsigned most = 4096;

}  // namespace

Batch::Batch() {
  constexpr unsigned flags =
      IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;
  if (::io_uring_queue_init(most, &ring_, flags) != 0) {
    throw std::runtime_error("the kernel opens no io_uring");
  }
}

Batch::~Batch() { ::io_uring_queue_exit(&ring_); }

bool Batch::is_full() const { return ::io_uring_sq_space_left(&ring_) == 0; }

void Batch::add(std::size_t peer, int socket, std::string_view frame) {
  io_uring_sqe* const entry = ::io_uring_get_sqe(&ring_);
  ::io_uring_prep_send(entry, socket, frame.data(), frame.size(),
                       MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL);
  entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
  entry->user_data = peer;
}

std::vector<Batch::Unsent> Batch::submit() {
  while (::io_uring_sq_ready(&ring_) > 0) {
    const int taken = ::io_uring_submit(&ring_);
    if (taken < 0 && taken != -EINTR) throw std::runtime_error("io_uring took no more");
  }
  std::vector<Unsent> unsent;
  io_uring_cqe* done = nullptr;
  while (::io_uring_peek_cqe(&ring_, &done) == 0) {
    const auto sent = static_cast<std::size_t>(std::max(done->res, 0));
    unsent.push_back({done->user_data, sent, done->res < 0 && done->res != -EAGAIN});
    ::io_uring_cqe_seen(&ring_, done);
  }
  return unsent;
}

}  // namespace tickerd::bench
