#include "app/watchdog.hpp"

#include <algorithm>
#include <atomic>

#include <boost/asio/steady_timer.hpp>

namespace tickerd::app {

namespace asio = net::asio;

asio::awaitable<void> watch(std::vector<Watched*> watched, std::chrono::milliseconds interval,
                            std::function<void()> alive) {
  struct Loop {
    Watched* watched;
    std::shared_ptr<std::atomic<bool>> answered;
  };
  std::vector<Loop> loops;
  for (auto* const one : watched) loops.push_back({one, std::make_shared<std::atomic<bool>>(true)});
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    const auto is_well = [](const Loop& loop) {
      return loop.answered->load() || loop.watched->closed();
    };
    if (std::ranges::all_of(loops, is_well)) {
      alive();
      for (auto& [one, answered] : loops) {
        answered->store(false);
        auto answer = [answered] { answered->store(true); };
        one->call(std::move(answer));
      }
    }
    timer.expires_after(interval / 2);
    const auto [ended] = co_await timer.async_wait(net::use_tuple);
    if (ended) co_return;
  }
}

}  // namespace tickerd::app
