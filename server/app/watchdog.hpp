#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "net/asio.hpp"

namespace tickerd::app {

/// Something with a loop of its own that may hang.
class Watched {
 public:
  virtual ~Watched() = default;
  /// Has the loop call `answer`, on its thread, when it comes to it; not at all once it has ended.
  virtual void call(std::function<void()> answer) = 0;
  /// Whether it has ended as it should.
  virtual bool closed() const noexcept = 0;
};

/// Says `alive` twice in every `interval`, as long as all that are watched answer and this loop
/// turns. One that did not answer the last time is not asked again: a loop that hangs collects
/// nothing. Until cancelled.
net::asio::awaitable<void> watch(std::vector<Watched*> watched, std::chrono::milliseconds interval,
                                 std::function<void()> alive);

}  // namespace tickerd::app
