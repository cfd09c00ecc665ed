#include "net/with_timeout.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

#include "net/task_group.hpp"
#include "support/run.hpp"

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Has no default value.
struct Answer {
  explicit Answer(int value) : number(std::make_unique<int>(value)) {}
  std::unique_ptr<int> number;
};

asio::awaitable<Result<Answer>> answer_after(std::chrono::milliseconds span) {
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  const auto [ec] = co_await timer.async_wait(use_tuple);
  if (ec) co_return fail(Errc::cancelled, "the task was cancelled");
  co_return Answer(7);
}

asio::awaitable<Result<int>> answer_at_once() { co_return 7; }

asio::awaitable<Result<int>> fail_at_once() { co_return fail(Errc::storage, "disk full"); }

asio::awaitable<Result<int>> throw_later() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  const auto [ec] = co_await timer.async_wait(use_tuple);
  throw std::logic_error(ec ? "cancelled" : "a bug");
}

asio::awaitable<void> record(asio::awaitable<Result<Answer>> task, Errc& code) {
  const auto result = co_await with_timeout(std::move(task), 10s);
  if (!result) code = result.error().code;
}

TEST(WithTimeout, GivesWhatCameInTime) {
  const auto result = test::run(with_timeout(answer_after(5ms), 10s));
  ASSERT_TRUE(result);
  EXPECT_EQ(*result->number, 7);
  EXPECT_EQ(test::run(with_timeout(answer_at_once(), 10s)), 7);
}

TEST(WithTimeout, PassesOnAFailure) {
  const auto result = test::run(with_timeout(fail_at_once(), 10s));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().detail, "disk full");
}

TEST(WithTimeout, FailsWhenTheLimitHasPassed) {
  const auto begin = Clock::now();
  const auto result = test::run(with_timeout(answer_after(10s), 50ms));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::timeout);
  EXPECT_EQ(result.error().detail, "expected an end within 50ms, got none");
  EXPECT_GE(Clock::now() - begin, 50ms);
  EXPECT_LT(Clock::now() - begin, 5s);
}

TEST(WithTimeout, TheInnerLimitIsTheOneThatCounts) {
  const auto inner = test::run(with_timeout(with_timeout(answer_after(10s), 20ms), 10s));
  ASSERT_FALSE(inner);
  EXPECT_EQ(inner.error().detail, "expected an end within 20ms, got none");
  const auto outer = test::run(with_timeout(with_timeout(answer_after(10s), 10s), 20ms));
  ASSERT_FALSE(outer);
  EXPECT_EQ(outer.error().detail, "expected an end within 20ms, got none");
}

TEST(WithTimeout, IsNotATimeoutWhenCancelledFromOutside) {
  asio::io_context io;
  TaskGroup group(io.get_executor());
  auto code = Errc::storage;
  group.spawn(record(answer_after(10s), code));
  io.poll();
  group.cancel();
  test::run(io, group.join(), 5s);
  EXPECT_EQ(code, Errc::cancelled);
}

TEST(WithTimeout, LetsAnExceptionOut) {
  EXPECT_THROW(test::run(with_timeout(throw_later(), 10s)), std::logic_error);
}

}  // namespace
}  // namespace tickerd::net
