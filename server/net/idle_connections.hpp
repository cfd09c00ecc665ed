#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "net/connection.hpp"
#include "net/url.hpp"

namespace tickerd::net {

/// The kept connections of a client, at most one for each scheme, host and port. One that was
/// opened under `allow_private` is never given to a request without it. Lives on one thread.
class IdleConnections {
 public:
  /// The kept connection, no longer kept; none when it is too old or the peer has closed it.
  std::optional<Connection> take(const Url& url, bool allow_private);
  /// Keeps `connection` in the place of any older one.
  void put(const Url& url, bool allow_private, Connection connection);
  std::size_t size() const noexcept { return kept_.size(); }

 private:
  struct Kept {
    Connection connection;
    std::chrono::steady_clock::time_point since;
  };

  std::map<std::string, Kept> kept_;
};

}  // namespace tickerd::net
