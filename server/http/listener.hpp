#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "http/socket.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// How several listeners share one port (SO_REUSEPORT): the kernel spreads connections over them.
enum class Sharing {
  alone,
  first,  ///< fails when somebody has the port already, then lets others join
  joins,  ///< binds beside a `first` listener of this process
};

/// Where to listen. Port 0 lets the system choose.
struct ListenOptions {
  std::string address = "127.0.0.1";  ///< an IPv4 or IPv6 address, no name
  std::uint16_t port = 0;
  Sharing sharing = Sharing::alone;
  /// A socket that listens already, which is duplicated: nothing else is looked at then.
  std::optional<int> socket = std::nullopt;
};

/// A bound and listening socket. Lives on its executor's thread.
class Listener {
 public:
  /// Fails with bad_argument (no address, no listening socket) or refused (in use, not permitted).
  static rates::Result<Listener> open(const Executor& executor, const ListenOptions& options);

  std::uint16_t port() const noexcept { return port_; }
  Acceptor& acceptor() noexcept { return acceptor_; }

 private:
  static rates::Result<Listener> adopt(const Executor& executor, int socket);
  Listener(Acceptor acceptor, std::uint16_t port) : acceptor_(std::move(acceptor)), port_(port) {}
  Acceptor acceptor_;
  std::uint16_t port_;
};

}  // namespace tickerd::http
