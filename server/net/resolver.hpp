#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/thread_pool.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

using Addresses = std::vector<asio::ip::address>;

/// Finds the addresses of a name. Blocks; called from a pool thread; does not throw.
using LookUp = std::function<Result<Addresses>(const std::string& name)>;

/// The system's look-up (files, DNS). Fails with Errc::unreachable.
Result<Addresses> look_up(const std::string& name);

/// Asks `LookUp` on a thread pool and remembers the answers for a minute. Says nothing about
/// whether an address may be used: dial() judges the one it connects to. Lives on one thread.
class Resolver {
 public:
  /// `pool` outlives the resolver. A look-up cannot be interrupted and keeps its pool thread.
  explicit Resolver(asio::thread_pool& pool, LookUp look_up = net::look_up);

  /// The addresses of `name`, at least one. Waits at most `limit`, then fails with Errc::timeout;
  /// a look-up that is still running is left to itself and its answer dropped.
  asio::awaitable<Result<Addresses>> resolve(std::string name, std::chrono::milliseconds limit);

 private:
  struct Answer {
    Addresses addresses;
    std::chrono::steady_clock::time_point until;
  };

  void remember(const std::string& name, const Addresses& addresses);

  asio::thread_pool& pool_;
  LookUp look_up_;
  std::map<std::string, Answer, std::less<>> answers_;
};

}  // namespace tickerd::net
