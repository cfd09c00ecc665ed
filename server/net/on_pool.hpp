#pragma once

#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// Runs blocking `work` (a callable without arguments that returns a value and does not throw) on
/// `pool` and resumes the caller on its own executor with the value. The work is not cancelled
/// with the caller, which is resumed only when the work has ended, so the work may refer to the
/// caller's variables. `pool` is joined before the caller's io_context is destroyed: its thread may
/// still be leaving post() when the caller has its value. A caller cancelled meanwhile gets its
/// value; its next co_await throws.
template <class Work>
auto on_pool(asio::thread_pool& pool, Work work) -> asio::awaitable<decltype(work())> {
  using Value = decltype(work());
  auto initiate = [&pool](auto handler, Work job) {
    auto home = asio::make_work_guard(asio::get_associated_executor(handler));
    auto run = [handler = std::move(handler), job = std::move(job),
                home = std::move(home)]() mutable {
      const auto executor = home.get_executor();
      auto resume = [handler = std::move(handler), value = Value(job()),
                     home = std::move(home)]() mutable { std::move(handler)(std::move(value)); };
      asio::post(executor, std::move(resume));
    };
    asio::post(pool, std::move(run));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Value)>(
      std::move(initiate), asio::use_awaitable, std::move(work));
}

}  // namespace tickerd::net
