#pragma once

#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include "net/http_client.hpp"
#include "net/with_timeout.hpp"

namespace tickerd::app {

/// Runs one exchange to its end on an event loop of its own: for commands that ask and exit.
/// `exchange` takes an HttpClient& and returns an awaitable of Value.
template <class Value, class Exchange>
Value run_once(Exchange exchange) {
  net::asio::io_context io{1};
  net::asio::thread_pool lookups{1};
  std::optional<Value> value;
  {
    net::HttpClient http(io.get_executor(), lookups);
    const auto keep = [&value](const std::exception_ptr& thrown, std::optional<Value> result) {
      if (thrown) std::rethrow_exception(thrown);
      value = std::move(result);
    };
    net::asio::co_spawn(io, net::with_default(exchange(http)), keep);
    io.run();
  }
  if (!value) throw std::logic_error("an exchange ended without a value");
  return *std::move(value);
}

}  // namespace tickerd::app
