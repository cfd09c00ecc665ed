#include "http/frame_writer.hpp"

#include <array>
#include <cerrno>
#include <span>
#include <string_view>
#include <sys/socket.h>
#include <sys/uio.h>

namespace tickerd::http {
namespace {

constexpr std::size_t most_at_once = 8;

/// A twentieth of what a frame costs lies between send() and sendmsg(), and most often there is
/// only one.
ssize_t send_some(int socket, std::span<const std::string_view> frames) noexcept {
  constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  if (frames.size() == 1) return ::send(socket, frames[0].data(), frames[0].size(), flags);
  std::array<iovec, most_at_once> parts{};
  for (std::size_t at = 0; at < frames.size(); ++at) {
    // sendmsg does not write to what it sends.
    parts[at] = {.iov_base = const_cast<char*>(frames[at].data()), .iov_len = frames[at].size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = frames.size();
  return ::sendmsg(socket, &message, flags);
}

}  // namespace

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
    std::array<std::string_view, most_at_once> views;
    const auto count = outbox_.next(views);
    const auto sent = send_some(socket_.native_handle(), std::span(views).first(count));
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
