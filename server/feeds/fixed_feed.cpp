#include "feeds/fixed_feed.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace tickerd::feeds {
namespace {

// The wall clock may be set, and a timer does not run while the machine sleeps.
constexpr std::chrono::milliseconds longest_sleep = std::chrono::minutes(1);

rates::Date day_of(rates::Timestamp at) { return std::chrono::floor<std::chrono::days>(at); }

}  // namespace

FixedFeed::FixedFeed(std::string name, FixedSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      book_(name_, context_.log) {}

net::asio::awaitable<void> FixedFeed::run() {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  auto stated = day_of(context_.clock.now());
  state(context_.clock.now());
  for (;;) {
    const rates::Timestamp midnight = stated + std::chrono::days(1);
    const auto left = std::max(midnight - context_.clock.now(), std::chrono::milliseconds(1));
    timer.expires_after(std::min(left, longest_sleep));
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;
    const auto now = context_.clock.now();
    if (day_of(now) <= stated) continue;
    stated = day_of(now);
    state(now);
  }
}

void FixedFeed::state(rates::Timestamp now) {
  Table table;
  for (const auto& [pair, value] : spec_.quotes) {
    table.quotes.push_back({pair, value, rates::AsOf(day_of(now)), now});
  }
  book_.attempted(now);
  book_.succeeded(now, table);
  book_.next_at(day_of(now) + std::chrono::days(1));
  if (!table.quotes.empty()) context_.on_update({name_, std::move(table.quotes)});
}

}  // namespace tickerd::feeds
