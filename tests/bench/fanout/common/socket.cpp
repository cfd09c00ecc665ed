#include "bench/fanout/common/socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>

namespace tickerd::bench {
namespace {

std::optional<sockaddr_in> address(const std::string& host, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &to.sin_addr) != 1) return std::nullopt;
  return to;
}

// The system's interface takes every kind of address as this one.
const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

template <class Value>
void set(const Descriptor& socket, int level, int option, const Value& value) {
  ::setsockopt(socket.number(), level, option, &value, sizeof value);
}

}  // namespace

Descriptor listen_on(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  const auto here = address("127.0.0.1", port);
  if (::bind(socket.number(), generic(*here), sizeof *here) != 0) return {};
  if (::listen(socket.number(), 4096) != 0) return {};
  return socket;
}

Descriptor accept_one(int listener) {
  Descriptor socket(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.is_open()) set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return socket;
}

std::uint16_t local_port(int socket) {
  sockaddr_in here{};
  socklen_t size = sizeof here;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &size);
  return ntohs(here.sin_port);
}

Descriptor connect_from(const std::string& source, const std::string& host, std::uint16_t port) {
  const auto from = address(source, 0);
  const auto to = address(host, port);
  if (!from || !to) return {};
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // The port is chosen when the other end is known, so that it may be one that another uses.
  set(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  set(socket, SOL_SOCKET, SO_LINGER, linger{.l_onoff = 1, .l_linger = 0});
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  if (::bind(socket.number(), generic(*from), sizeof *from) != 0) return {};
  if (::connect(socket.number(), generic(*to), sizeof *to) != 0 && errno != EINPROGRESS) return {};
  return socket;
}

bool is_connected(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace tickerd::bench
