#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "feeds/backfill.hpp"
#include "net/task_group.hpp"
#include "support/run.hpp"

namespace tickerd::test {

/// Keeps what is said: "backfill_done feed=bank done=2 of=2".
class LogLines final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view detail) override {
    lines.push_back(std::string(event) + ' ' + std::string(detail));
  }
  /// The lines of that event.
  std::vector<std::string> of(std::string_view event) const {
    std::vector<std::string> found;
    std::ranges::copy_if(lines, std::back_inserter(found),
                         [&](const std::string& line) { return line.starts_with(event); });
    return found;
  }
  std::vector<std::string> lines;
};

/// A back-fill at work beside a feed that a test plays: what is held of it and whether it may be
/// asked. Its wall clock stands.
class RunningBackfill {
 public:
  RunningBackfill(feeds::PolledSpec spec, int days, std::set<rates::Date> already,
                  std::string_view now = "2026-05-20T06:00:00Z")
      : held(std::move(already)),
        clock_(*rates::parse_timestamp(now)),
        http_(io_.get_executor(), pool_),
        group_(io_.get_executor()),
        backfill_("bank", std::move(spec), days,
                  {.http = http_,
                   .clock = clock_,
                   .log = log,
                   .may_ask = [this] { return may_ask; },
                   .permit = [this] { return permit ? permit() : rates::Result<void>(); },
                   .held = [this] { return held; },
                   .on_past = [this](const rates::FeedUpdate& update) { take(update); },
                   .random_seed = 1}) {
    group_.spawn(backfill_.run());
  }
  ~RunningBackfill() {
    group_.cancel();
    run(io_, group_.join());
  }
  RunningBackfill(const RunningBackfill&) = delete;
  RunningBackfill& operator=(const RunningBackfill&) = delete;

  /// Runs until `done` holds; false when it does not within `limit`.
  bool until(const std::function<bool()>& done,
             std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    return run_until(io_, done, limit);
  }
  bool until(feeds::BackfillProgress::State state) {
    return until([&] { return progress().state == state; });
  }
  const feeds::BackfillProgress& progress() const { return backfill_.progress(); }

  std::set<rates::Date> held;
  std::vector<rates::FeedUpdate> updates;
  bool may_ask = true;
  std::function<rates::Result<void>()> permit;  ///< null: every request is permitted
  LogLines log;

 private:
  void take(const rates::FeedUpdate& update) {
    for (const auto& quote : update.quotes) held.insert(quote.as_of.date());
    updates.push_back(update);
  }

  asio::io_context io_{1};
  asio::thread_pool pool_{1};
  rates::ManualClock clock_;
  net::HttpClient http_;
  net::TaskGroup group_;
  feeds::Backfill backfill_;
};

}  // namespace tickerd::test
