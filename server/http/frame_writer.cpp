#include "http/frame_writer.hpp"

#include <array>
#include <cerrno>
#include <string_view>
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/post.hpp>

namespace tickerd::http {

namespace asio = net::asio;

bool FrameWriter::push(stream::FramePtr frame) {
  if (broken_) return true;
  if (!outbox_.push(std::move(frame))) return false;
  if (!waiting_) flush();
  return true;
}

void FrameWriter::push_pong(stream::FramePtr pong) {
  if (broken_) return;
  outbox_.push_pong(std::move(pong));
  if (!waiting_) flush();
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
      broken_ = true;
      owner_.on_broken();
      return;
    }
  }
  waited_ = false;
}

void FrameWriter::wait() {
  waiting_ = true;
  waited_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_write,
                     [this](const boost::system::error_code& error) {
                       waiting_ = false;
                       if (error) return;  // closed: the owner knows
                       flush();
                       if (!broken_ && outbox_.empty()) owner_.on_drained();
                     });
}

asio::awaitable<void> FrameWriter::finished() {
  // The closed socket has completed the wait already; its handler stands in the queue before us.
  while (waiting_) co_await asio::post(socket_.get_executor(), asio::use_awaitable);
}

}  // namespace tickerd::http
