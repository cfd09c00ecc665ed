#include "http/frame_writer.hpp"

#include <array>
#include <cerrno>
#include <span>
#include <string_view>

namespace tickerd::http {
namespace {

constexpr std::size_t most_at_once = 8;

}  // namespace

bool FrameWriter::push(const stream::FramePtr& frame) {
  catch_ring_up();
  if (broken_) return true;
  if (ring_ != nullptr && ring_->collecting() && outbox_.empty() && !corked_) {
    ring_->send(channel_.socket().native_handle(), frame, *this);
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
  if (!broken_ && is_empty()) owner_.on_drained();
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
  while (!is_empty()) {
    std::array<std::string_view, most_at_once> views;
    const auto count = outbox_.next(views);
    const auto sent = channel_.write(std::span(views).first(count));
    outbox_.written(sent.size);
    bytes_out_.add(sent.on_wire);
    progress |= sent.on_wire > 0;
    if (sent.error == EAGAIN) {
      const bool first = !waited_;
      if (progress || first) stalled_since_ = std::chrono::steady_clock::now();
      wait();
      return;
    }
    if (sent.error != 0) return fail();
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
  channel_.socket().async_wait(Socket::wait_write, [this](const boost::system::error_code& error) {
    waiting_ = false;
    if (error) return owner_.on_wait_ended();
    flush();
    if (!broken_ && is_empty()) owner_.on_drained();
  });
}

}  // namespace tickerd::http
