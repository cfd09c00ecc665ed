#include "net/task_group.hpp"

#include <cstdlib>
#include <exception>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
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

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), empty_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() {
  if (!tasks_.empty()) std::abort();  // a task would go on with a dangling reference
}

void TaskGroup::spawn(asio::awaitable<void> task) {
  const auto signal = tasks_.emplace(tasks_.end());
  auto ended = [this, signal](const std::exception_ptr& thrown) {
    if (thrown && !(cancelled_ && is_cancellation(thrown))) std::rethrow_exception(thrown);
    tasks_.erase(signal);
    if (tasks_.empty()) empty_.cancel();
  };
  asio::co_spawn(executor_, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
  if (cancelled_) signal->emit(asio::cancellation_type::terminal);
}

void TaskGroup::cancel() {
  cancelled_ = true;
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    const auto current = task++;  // emitting may end the task and erase it
    current->emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::join() {
  while (!tasks_.empty()) {
    const auto [ec] = co_await empty_.async_wait(use_tuple);
    (void)ec;  // the wait is only ever ended by cancel()
  }
}

}  // namespace tickerd::net
