#include "http/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace tickerd::http {

namespace asio = net::asio;

asio::awaitable<bool> Channel::wait(Socket::wait_type what) {
  const auto [error] = co_await socket_.async_wait(what, net::use_tuple);
  co_return !error;
}

asio::awaitable<Channel::Handshake> Channel::shake_hands() {
  using Step = TlsLayer::Handshake;
  if (!tls_) co_return Handshake::none;
  for (;;) {
    const auto step = tls_->shake_hands();
    if (step == Step::done) co_return tls_->is_resumed() ? Handshake::resumed : Handshake::full;
    if (step == Step::failed) co_return Handshake::failed;
    if (step == Step::plain_http) {
      tls_.reset();
      co_return Handshake::plain_http;
    }
    const auto what = step == Step::to_write ? Socket::wait_write : Socket::wait_read;
    const bool go_on = co_await wait(what);
    if (!go_on) co_return Handshake::failed;
  }
}

asio::awaitable<std::size_t> Channel::read_some(std::span<char> space) {
  if (!tls_) {
    const auto buffer = asio::buffer(space.data(), space.size());
    const auto [error, size] = co_await socket_.async_read_some(buffer, net::use_tuple);
    co_return error ? 0 : size;
  }
  // A peer that always has something to say must not keep the loop from the others.
  cancelled_ = false;
  co_await asio::post(socket_.get_executor(), asio::use_awaitable);
  if (cancelled_) co_return 0;
  for (;;) {
    const auto got = tls_->read(space);
    if (got.error == 0) co_return got.size;
    if (got.error != EAGAIN) co_return 0;
    const bool go_on = co_await wait(Socket::wait_read);
    if (!go_on) co_return 0;
  }
}

asio::awaitable<bool> Channel::write_all(std::string_view first, std::string_view second) {
  if (!tls_) {
    const std::array both = {asio::buffer(first), asio::buffer(second)};
    const auto [error, size] = co_await asio::async_write(socket_, both, net::use_tuple);
    (void)size;  // all of it when there is no error
    co_return !error;
  }
  const bool written = co_await write_encrypted(first, second);
  co_return written;
}

asio::awaitable<bool> Channel::write_encrypted(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty() || !tls_->is_flushed()) {
    const std::array rest = {first, second};
    const bool is_last = first.empty() && second.empty();
    const auto sent = tls_->write(std::span(rest).first(is_last ? 0 : rest.size()));
    if (sent.error == EAGAIN) {
      const bool go_on = co_await wait(Socket::wait_write);
      if (!go_on) co_return false;
      continue;
    }
    if (sent.error != 0) co_return false;
    const auto of_first = std::min(sent.size, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(sent.size - of_first);
  }
  co_return true;
}

void Channel::end() {
  if (tls_) tls_->end();
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void Channel::cancel() {
  cancelled_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Channel::close() {
  if (tls_) tls_->cut();  // the number of the socket may be another one's next
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace tickerd::http
