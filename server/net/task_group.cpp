#include "net/task_group.hpp"

#include <cstdlib>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

namespace tickerd::net {
namespace {

/// Whether `thrown` is what Asio throws from the next co_await of a cancelled coroutine.
bool is_cancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

/// Called when a task has ended. It names its slot itself: behind bind_cancellation_slot, co_spawn
/// posts a cancellation, which may then arrive after the task and its signal are gone.
struct TaskGroup::Ended {
  using cancellation_slot_type = asio::cancellation_slot;
  cancellation_slot_type get_cancellation_slot() const noexcept { return entry->signal.slot(); }

  void operator()(const std::exception_ptr& thrown) const {
    if (thrown && !(group->cancelled_ && is_cancellation(thrown))) std::rethrow_exception(thrown);
    group->tasks_.erase(entry);
    if (group->tasks_.empty()) group->empty_.cancel();
  }

  TaskGroup* group;
  std::list<Task>::iterator entry;
};

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), empty_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() {
  if (!tasks_.empty()) std::abort();  // a task would go on with a dangling reference
}

void TaskGroup::spawn(asio::awaitable<void> task) {
  const auto entry = tasks_.emplace(tasks_.end());
  asio::co_spawn(executor_, run(entry, std::move(task)), Ended{.group = this, .entry = entry});
}

asio::awaitable<void> TaskGroup::run(std::list<Task>::iterator entry, asio::awaitable<void> task) {
  // co_spawn cannot be cancelled before its coroutine was suspended once: the exception would
  // leave io_context::run(). So cancel() leaves a task alone until it is past this line.
  co_await asio::post(executor_, asio::use_awaitable);
  entry->started = true;
  if (cancelled_) co_return;
  co_await std::move(task);
}

void TaskGroup::cancel() {
  cancelled_ = true;
  for (auto& task : tasks_) {
    // Ended erases the entry from a later turn of the loop, so the list stands still meanwhile.
    if (task.started) task.signal.emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::join() {
  while (!tasks_.empty()) {
    const auto [ec] = co_await empty_.async_wait(use_tuple);
    (void)ec;  // the wait is only ever ended by cancel()
  }
}

}  // namespace tickerd::net
