#include "http/frame_writer.hpp"

#include <array>
#include <cerrno>
#include <string_view>
#include <sys/socket.h>
#include <sys/uio.h>

namespace tickerd::http {

bool FrameWriter::push(const stream::FramePtr& frame) {
  catch_ring_up();
  if (broken_) return true;
  if (ring_ != nullptr && ring_->collecting() && outbox_.empty() && !corked_) {
    ring_->send(socket_.native_handle(), frame, *this);
    in_flush_ = ring_->next_flush();
    return true;
  }
  if (!outbox_.push(frame, corked_)) return false;
  if (!waiting_ && !corked_) flush();
  return true;
}

void FrameWriter::push_pong(stream::FramePtr pong) {
  catch_ring_up();
  if (broken_) return;
  outbox_.push_pong(std::move(pong));
  if (!waiting_ && !corked_) flush();
}

void FrameWriter::uncork() {
  corked_ = false;
  if (waiting_ || broken_) return;
  flush();
  if (!broken_ && outbox_.empty()) owner_.on_drained();
}

/// What is in the ring goes first.
void FrameWriter::catch_ring_up() {
  if (ring_ != nullptr && in_flush_ == ring_->next_flush()) ring_->flush();
}

void FrameWriter::on_unsent(const stream::FramePtr& frame, std::size_t sent, int error) {
  in_flush_ = 0;
  if (error != EAGAIN && error != EINTR) return fail();
  outbox_.push(frame);
  outbox_.written(sent);
  stalled_since_ = std::chrono::steady_clock::now();
  wait();
}

void FrameWriter::flush() {
  bool progress = false;
  while (!outbox_.empty()) {
    std::array<std::string_view, 8> views;
    std::array<iovec, 8> parts{};
    const auto count = outbox_.next(views);
    for (std::size_t at = 0; at < count; ++at) {
      // sendmsg does not write to what it sends.
      parts[at] = {.iov_base = const_cast<char*>(views[at].data()), .iov_len = views[at].size()};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const auto sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      outbox_.written(static_cast<std::size_t>(sent));
      bytes_out_.add(static_cast<std::size_t>(sent));
      progress = true;
    } else if (errno == EAGAIN) {
      const bool first = !waited_;
      if (progress || first) stalled_since_ = std::chrono::steady_clock::now();
      wait();
      return;
    } else if (errno != EINTR) {
      return fail();
    }
  }
  waited_ = false;
}

void FrameWriter::fail() {
  broken_ = true;
  owner_.on_broken();
}

void FrameWriter::wait() {
  waiting_ = true;
  waited_ = true;
  socket_.async_wait(Socket::wait_write, [this](const boost::system::error_code& error) {
    waiting_ = false;
    if (error) return owner_.on_wait_ended();
    flush();
    if (!broken_ && outbox_.empty()) owner_.on_drained();
  });
}

}  // namespace tickerd::http
