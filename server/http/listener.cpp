#include "http/listener.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace tickerd::http {
namespace {

using ErrorCode = boost::system::error_code;

/// Lets several sockets of this user bind the same port.
ErrorCode share_port(Acceptor& acceptor) {
  const int on = 1;
  const int failed =
      ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  return failed == 0 ? ErrorCode() : ErrorCode(errno, boost::system::system_category());
}

/// What accepted sockets and accepting itself have of their listener.
ErrorCode prepare(Acceptor& acceptor) {
  ErrorCode error;
  acceptor.set_option(Tcp::no_delay(true), error);
  if (!error) acceptor.non_blocking(true, error);
  // Without it an accept that meets a connection gone already waits for the next one.
  if (!error) {
    acceptor.set_option(boost::asio::socket_base::enable_connection_aborted(true), error);
  }
  return error;
}

/// Opens, binds and listens; the first thing that fails ends it.
ErrorCode listen_on(Acceptor& acceptor, const Tcp::endpoint& endpoint, bool share) {
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error && share) error = share_port(acceptor);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) error = prepare(acceptor);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  return error;
}

std::unexpected<rates::Error> failed(const ListenOptions& options, const ErrorCode& error) {
  return rates::fail(rates::Errc::refused, fmt::format("listen on {} port {}: {}", options.address,
                                                       options.port, error.message()));
}

}  // namespace

rates::Result<Listener> Listener::adopt(const Executor& executor, int socket) {
  int listens = 0;
  socklen_t size = sizeof listens;
  sockaddr_storage name{};
  socklen_t name_size = sizeof name;
  const bool is_listening =
      ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0 &&
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &name_size) == 0 &&
      (name.ss_family == AF_INET || name.ss_family == AF_INET6);
  if (!is_listening) {
    return rates::fail(rates::Errc::bad_argument,
                       fmt::format("listen: expected a listening TCP socket, got file {}", socket));
  }
  const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  ErrorCode error;
  Acceptor acceptor(executor);
  if (own < 0) {
    error.assign(errno, boost::system::system_category());
  } else {
    acceptor.assign(name.ss_family == AF_INET ? Tcp::v4() : Tcp::v6(), own, error);
  }
  if (!error) error = prepare(acceptor);
  const auto bound = error ? Tcp::endpoint() : acceptor.local_endpoint(error);
  if (error) {
    return rates::fail(rates::Errc::refused,
                       fmt::format("listen on file {}: {}", socket, error.message()));
  }
  return Listener(std::move(acceptor), bound.port());
}

rates::Result<Listener> Listener::open(const Executor& executor, const ListenOptions& options) {
  if (options.socket) return adopt(executor, *options.socket);
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(options.address, error);
  if (error) {
    return rates::fail(
        rates::Errc::bad_argument,
        fmt::format("listen: expected an IPv4 or IPv6 address, got \"{}\"", options.address));
  }
  const Tcp::endpoint endpoint(address, options.port);
  if (options.sharing == Sharing::first && options.port != 0) {
    // A port that is shared can be taken twice by mistake: see first whether it is free.
    Acceptor alone(executor);
    if (const auto problem = listen_on(alone, endpoint, false)) return failed(options, problem);
  }
  Acceptor acceptor(executor);
  if (const auto problem = listen_on(acceptor, endpoint, options.sharing != Sharing::alone)) {
    return failed(options, problem);
  }
  const auto bound = acceptor.local_endpoint(error);
  if (error) return failed(options, error);
  return Listener(std::move(acceptor), bound.port());
}

}  // namespace tickerd::http
