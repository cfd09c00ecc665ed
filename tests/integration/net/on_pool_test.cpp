#include "net/on_pool.hpp"

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "support/run.hpp"

namespace tickerd::net {
namespace {

struct Threads {
  std::thread::id before, work, after;
  std::unique_ptr<std::string> value;
};

asio::awaitable<Threads> work_elsewhere(asio::thread_pool& pool) {
  Threads threads;
  threads.before = std::this_thread::get_id();
  auto input = std::make_unique<std::string>("rates");
  auto work = [input = std::move(input), &threads]() mutable {
    threads.work = std::this_thread::get_id();
    return std::move(input);
  };
  threads.value = co_await on_pool(pool, std::move(work));
  threads.after = std::this_thread::get_id();
  co_return threads;
}

TEST(OnPool, WorksOnThePoolAndComesBackWithTheValue) {
  asio::io_context io;
  asio::thread_pool pool(1);  // joined before the loop is gone
  const auto threads = test::run(io, work_elsewhere(pool));
  EXPECT_EQ(threads.before, std::this_thread::get_id());
  EXPECT_EQ(threads.after, std::this_thread::get_id());
  EXPECT_NE(threads.work, std::this_thread::get_id());
  EXPECT_EQ(*threads.value, "rates");
}

asio::awaitable<Result<int>> fail_elsewhere(asio::thread_pool& pool) {
  auto work = []() -> Result<int> { return fail(Errc::storage, "disk full"); };
  co_return co_await on_pool(pool, std::move(work));
}

TEST(OnPool, BringsBackAFailure) {
  asio::io_context io;
  asio::thread_pool pool(1);  // joined before the loop is gone
  const auto result = test::run(io, fail_elsewhere(pool));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().detail, "disk full");
}

}  // namespace
}  // namespace tickerd::net
