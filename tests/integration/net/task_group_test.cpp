#include "net/task_group.hpp"

#include <chrono>
#include <stdexcept>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "support/run.hpp"

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;

/// What the tasks of a test did.
struct Record {
  int started = 0;
  int cancelled = 0;
  int ended = 0;
};

asio::awaitable<void> wait(Record& record, std::chrono::milliseconds span) {
  ++record.started;
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  const auto [ec] = co_await timer.async_wait(use_tuple);
  if (ec) ++record.cancelled;
  ++record.ended;
}

asio::awaitable<void> wait_twice(Record& record) {
  co_await wait(record, 10s);
  co_await wait(record, 10s);
}

asio::awaitable<void> return_at_once(Record& record) {
  ++record.started;
  ++record.ended;
  co_return;
}

asio::awaitable<void> cancel_own_group(TaskGroup& group, Record& record) {
  ++record.started;
  group.cancel();
  ++record.ended;
  co_return;
}

asio::awaitable<void> fail_badly() {
  throw std::logic_error("a bug");
  co_return;
}

TEST(TaskGroup, JoinWaitsForTheLastTask) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  group.spawn(wait(record, 1ms));
  group.spawn(wait(record, 30ms));
  group.spawn(return_at_once(record));
  EXPECT_EQ(group.size(), 3U);
  test::run(io, group.join());
  EXPECT_EQ(record.ended, 3);
  EXPECT_EQ(record.cancelled, 0);
  EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, JoinOfAnEmptyGroupEndsAtOnce) {
  asio::io_context io;
  TaskGroup group(io.get_executor());
  test::run(io, group.join());
}

TEST(TaskGroup, CancelEndsWaitingTasks) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  for (int task = 0; task < 3; ++task) group.spawn(wait(record, 10s));
  io.poll();
  EXPECT_EQ(record.started, 3);
  group.cancel();
  test::run(io, group.join(), 5s);
  EXPECT_EQ(record.cancelled, 3);
}

TEST(TaskGroup, ATaskThatAwaitsAfterItsCancellationEndsToo) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  group.spawn(wait_twice(record));
  io.poll();
  group.cancel();
  test::run(io, group.join(), 5s);
  EXPECT_EQ(record.started, 1);
}

TEST(TaskGroup, ATaskCancelledBeforeItStartedNeverRuns) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  group.spawn(wait(record, 10s));
  group.cancel();
  group.spawn(return_at_once(record));
  test::run(io, group.join(), 5s);
  EXPECT_EQ(record.started, 0);
}

TEST(TaskGroup, ATaskMayCancelItsOwnGroup) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  group.spawn(wait(record, 10s));
  group.spawn(cancel_own_group(group, record));
  test::run(io, group.join(), 5s);
  EXPECT_EQ(record.ended, 2);
}

TEST(TaskGroup, DoesNotRunATaskInsideSpawn) {
  asio::io_context io;
  Record record;
  TaskGroup group(io.get_executor());
  const auto spawn = [&] {
    group.spawn(return_at_once(record));
    EXPECT_EQ(record.started, 0);
  };
  asio::post(io, spawn);
  io.run();
  EXPECT_EQ(record.started, 1);
}

TEST(TaskGroupDeathTest, AnExceptionIsNotSwallowed) {
  asio::io_context io;
  const auto run_badly = [&] {
    TaskGroup group(io.get_executor());
    group.spawn(fail_badly());
    io.run();
  };
  EXPECT_DEATH(run_badly(), "");
}

}  // namespace
}  // namespace tickerd::net
