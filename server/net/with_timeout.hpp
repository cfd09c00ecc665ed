#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// A limit for a person to read: "10s", "250ms", "15m", "6h".
std::string in_words(std::chrono::milliseconds span);

/// co_spawn needs a result with a default value; an empty optional is one for every T.
template <class T>
asio::awaitable<std::optional<T>> with_default(asio::awaitable<T> task) {
  co_return co_await std::move(task);
}

/// Runs `task` for at most `limit`, then cancels it and fails with Errc::timeout. Cancelled from
/// outside it fails with Errc::cancelled. Either way it ends only when `task` has ended, so `task`
/// may refer to the caller's variables. An exception out of `task` comes out of here.
template <class T>
asio::awaitable<Result<T>> with_timeout(asio::awaitable<Result<T>> task,
                                        std::chrono::milliseconds limit) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, limit);
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, with_default(std::move(task)), asio::deferred),
      timer.async_wait(asio::deferred));
  auto [order, thrown, result, expired] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);

  if (cancellation.cancelled() != asio::cancellation_type::none) {
    co_return fail(Errc::cancelled, "cancelled");
  }
  if (order[0] == 1 && !expired) {
    co_return fail(Errc::timeout, "expected an end within " + in_words(limit) + ", got none");
  }
  if (thrown) std::rethrow_exception(thrown);
  co_return *std::move(result);
}

}  // namespace tickerd::net
