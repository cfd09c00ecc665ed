#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace tickerd::test {

namespace asio = boost::asio;

template <class T>
asio::awaitable<std::optional<T>> in_optional(asio::awaitable<T> task) {
  co_return co_await std::move(task);
}

/// Runs `io` until `task` has ended and returns its value; an exception out of it comes out of
/// here, and so does std::runtime_error when it has not ended within `limit` of wall time.
template <class T>
T run(asio::io_context& io, asio::awaitable<T> task,
      std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  std::optional<T> value;
  std::exception_ptr thrown;
  bool ended = false;
  const auto on_end = [&](std::exception_ptr exception, std::optional<T> result) {
    thrown = std::move(exception);
    value = std::move(result);
    ended = true;
  };
  asio::co_spawn(io, in_optional(std::move(task)), on_end);
  const auto until = std::chrono::steady_clock::now() + limit;
  io.restart();
  while (!ended && io.run_one_until(until) > 0) {
  }
  if (thrown) std::rethrow_exception(thrown);
  if (!value) throw std::runtime_error("the coroutine of the test did not end in time");
  return *std::move(value);
}

inline asio::awaitable<bool> then_true(asio::awaitable<void> task) {
  co_await std::move(task);
  co_return true;
}

inline void run(asio::io_context& io, asio::awaitable<void> task,
                std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  (void)run(io, then_true(std::move(task)), limit);  // its only value is true
}

/// Runs `io` until `done()` holds; false when it does not within `limit`.
template <class Done>
bool run_until(asio::io_context& io, Done done, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    io.run_one_for(std::chrono::milliseconds(20));
  }
  return true;
}

/// run() on an io_context of its own.
template <class T>
T run(asio::awaitable<T> task, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  asio::io_context io;
  return run(io, std::move(task), limit);
}

}  // namespace tickerd::test
