#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "app/engine.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

/// How soon a change that is unknown for want of a window is known.
constexpr std::chrono::milliseconds soon(250);
/// How often windows are looked after otherwise. They reach a minute ahead.
constexpr int idle_rounds = 20;
/// After a failure. The history says itself what is wrong with it.
constexpr std::chrono::milliseconds retry(5000);

}  // namespace

asio::awaitable<void> Engine::look_back() {
  asio::steady_timer timer(needs_.executor);
  for (int round = 0;; ++round) {
    bool failed = false;
    if (round % idle_rounds == 0 || desk_.misses_windows()) {
      auto wanted = desk_.wanted_windows(needs_.clock.now());
      if (!wanted.empty()) {
        auto windows = co_await needs_.history->windows(std::move(wanted));
        failed = !windows;
        if (windows) settle(desk_.look_back(*std::move(windows), needs_.clock.now()));
      }
    }
    timer.expires_after(failed ? retry : soon);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early
  }
}

}  // namespace tickerd::app
