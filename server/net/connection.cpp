#include "net/connection.hpp"

#include <cerrno>
#include <sys/socket.h>

#include <boost/asio/write.hpp>

namespace tickerd::net {

asio::awaitable<Connection::Transfer> Connection::read_some(asio::mutable_buffer buffer) {
  if (auto* const plain = std::get_if<asio::ip::tcp::socket>(&stream_)) {
    co_return co_await plain->async_read_some(buffer, use_tuple);
  }
  co_return co_await std::get<TlsStream>(stream_).async_read_some(buffer, use_tuple);
}

asio::awaitable<Connection::Transfer> Connection::write(asio::const_buffer buffer) {
  if (auto* const plain = std::get_if<asio::ip::tcp::socket>(&stream_)) {
    co_return co_await asio::async_write(*plain, buffer, use_tuple);
  }
  co_return co_await asio::async_write(std::get<TlsStream>(stream_), buffer, use_tuple);
}

bool Connection::is_quiet() {
  char byte = 0;
  const auto got = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

asio::ip::tcp::socket& Connection::socket() {
  if (auto* const plain = std::get_if<asio::ip::tcp::socket>(&stream_)) return *plain;
  return std::get<TlsStream>(stream_).next_layer();
}

}  // namespace tickerd::net
