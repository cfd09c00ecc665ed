#pragma once

#include <cstddef>
#include <list>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// The only way to start a coroutine that outlives its caller. The owner calls cancel() and
/// co_awaits join() before anything the tasks refer to is destroyed. Lives on one thread.
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  ~TaskGroup();  ///< no task is left: a broken invariant otherwise
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts `task` on the group's executor, never before this call returned. An exception out of it
  /// ends the program, but for the one with which Asio ends a cancelled coroutine's next co_await.
  void spawn(asio::awaitable<void> task);
  /// Asks every task to stop (terminal cancellation). One that has not started yet, or is spawned
  /// later, never runs.
  void cancel();
  /// Ends when the last task has ended.
  asio::awaitable<void> join();
  std::size_t size() const noexcept { return tasks_.size(); }

 private:
  struct Task {
    asio::cancellation_signal signal;
    bool started = false;
  };
  struct Ended;

  asio::awaitable<void> run(std::list<Task>::iterator entry, asio::awaitable<void> task);

  asio::any_io_executor executor_;
  std::list<Task> tasks_;
  asio::steady_timer empty_;
  bool cancelled_ = false;
};

}  // namespace tickerd::net
