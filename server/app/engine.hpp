#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/config.hpp"
#include "feeds/feed.hpp"
#include "net/asio.hpp"
#include "net/http_client.hpp"
#include "net/task_group.hpp"
#include "rates/clock.hpp"
#include "rates/desk.hpp"
#include "rates/log.hpp"
#include "rates/rate_log.hpp"

namespace tickerd::app {

/// Where rates are made: feeds, desk and log on one thread. Batches leave it one by one, in order
/// of seq, each durable before anyone sees it.
class Engine {
 public:
  /// What the engine needs from outside. All of it outlives the engine.
  struct Needs {
    net::asio::any_io_executor executor;  ///< of the engine's thread
    net::asio::thread_pool& disk;         ///< for the rate log
    net::asio::thread_pool& lookups;      ///< for names: a slow resolver must not hold up the disk
    rates::RateLog& rate_log;
    const rates::Clock& clock;
    rates::Log& log;
    std::function<void(rates::BatchPtr)>
        publish;  ///< called with every batch, on the engine's thread
  };

  /// What became of a pair that somebody asked for.
  enum class Tracking {
    published,  ///< its rates are, from now on
    unknown,    ///< no feed quotes it and it cannot be crossed
    too_many,   ///< limits.tracked_pairs are published already
  };
  struct Tracked {
    rates::CurrencyPair pair;
    Tracking outcome = Tracking::unknown;
  };

  struct Counters {
    std::uint64_t quotes = 0;            ///< taken in from all feeds
    std::uint64_t refused_quotes = 0;    ///< older than what is held
    std::uint64_t batches = 0;           ///< published
    std::uint64_t tracked_pairs = 0;     ///< published because subscribers asked
    std::uint64_t volatile_batches = 0;  ///< published while the store could not commit
    std::uint64_t failed_keeps = 0;      ///< closes that could not be stored
  };

  Engine(const Config& config, Needs needs, const rates::Recovered& recovered);
  ~Engine();

  /// Runs the feeds until cancelled; then what was taken in is committed and published first.
  net::asio::awaitable<void> run();

  /// Publishes more pairs when they can be had from the quotes at hand; `done` is called on the
  /// engine's thread after their batch went out. Engine's thread only.
  void track(const std::vector<rates::CurrencyPair>& pairs,
             std::function<void(std::vector<Tracked>)> done);

  /// The feeds in order of preference, with how they are doing. Engine's thread only.
  std::vector<std::pair<std::string, const feeds::FeedHealth*>> feed_health() const;
  const Counters& counters() const noexcept { return counters_; }
  /// Why batches are volatile at the moment; empty when all is durable. As of the last append.
  const std::string& degraded() const noexcept { return degraded_; }

 private:
  /// What the desk decided, on its way through the log.
  struct Pending {
    std::vector<rates::Rate> rates;
    std::vector<rates::Close> closes;
    std::function<void()> done;
  };

  void take_in(const rates::FeedUpdate& update);
  void enqueue(Pending pending);
  Tracking track_one(const rates::CurrencyPair& pair, std::vector<rates::Rate>& rates);
  net::asio::awaitable<void> publish_pending();
  net::asio::awaitable<void> commit(Pending pending);
  net::asio::awaitable<void> review_ages();

  Needs needs_;
  rates::Desk desk_;
  std::size_t tracked_limit_;
  net::HttpClient http_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<feeds::Feed>> feeds_;
  std::deque<Pending> pending_;
  bool stopped_ = false;
  net::asio::steady_timer wake_;
  net::TaskGroup tasks_;
  Counters counters_;
  std::string degraded_;
};

}  // namespace tickerd::app
