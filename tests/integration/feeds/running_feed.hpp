#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "feeds/feed.hpp"
#include "net/task_group.hpp"
#include "support/run.hpp"

namespace tickerd::test {

/// A feed at work, and all that came out of it. Its clock stands until a test moves it.
class RunningFeed {
 public:
  explicit RunningFeed(feeds::FeedSpec spec, std::string_view now = "2026-05-24T06:00:00Z",
                       std::optional<rates::Date> kept_until = std::nullopt,
                       std::function<void(const feeds::ReceivedAnswer&)> on_answer = nullptr)
      : clock(*rates::parse_timestamp(now)),
        http_(io_.get_executor(), pool_),
        group_(io_.get_executor()) {
    const auto keep = [this](rates::FeedUpdate update) { updates.push_back(std::move(update)); };
    feeds::FeedContext context{.http = http_,
                               .clock = clock,
                               .log = log_,
                               .on_update = keep,
                               .random_seed = 1,
                               .kept_until = kept_until,
                               .on_answer = std::move(on_answer)};
    feed_ = feeds::make_feed(std::move(spec), std::move(context));
    group_.spawn(feed_->run());
  }
  ~RunningFeed() {
    group_.cancel();
    run(io_, group_.join());
  }
  RunningFeed(const RunningFeed&) = delete;
  RunningFeed& operator=(const RunningFeed&) = delete;

  /// Runs until `done` holds; false when it does not within `limit`.
  bool until(const std::function<bool()>& done,
             std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    return run_until(io_, done, limit);
  }
  bool attempted(std::uint64_t times) {
    return until([&] { return health().attempts >= times && !asking(); });
  }
  feeds::Feed& feed() { return *feed_; }
  const feeds::FeedHealth& health() const { return feed_->health(); }
  std::string error() const { return health().last_error ? health().last_error->detail : "none"; }

  rates::ManualClock clock;
  std::vector<rates::FeedUpdate> updates;

 private:
  /// Whether an attempt has begun and not ended: each ends in a success or a failure.
  bool asking() const {
    std::uint64_t failures = 0;
    for (const auto& [code, count] : health().failures) failures += count;
    return health().attempts > failures + successes();
  }
  std::uint64_t successes() const { return health().unchanged + updates.size() + quiet; }

 public:
  std::uint64_t quiet = 0;  ///< tables without quotes that the test expects

 private:
  asio::io_context io_{1};
  asio::thread_pool pool_{1};
  net::HttpClient http_;
  rates::NullLog log_;
  net::TaskGroup group_;
  std::unique_ptr<feeds::Feed> feed_;
};

}  // namespace tickerd::test
