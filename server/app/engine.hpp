#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/alarms.hpp"
#include "app/commit_queue.hpp"
#include "app/config.hpp"
#include "app/health.hpp"
#include "app/history_reads.hpp"
#include "feeds/backfill.hpp"
#include "feeds/feed.hpp"
#include "feeds/polled_feed.hpp"
#include "feeds/pushed_feed.hpp"
#include "http/service.hpp"
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
    /// Called with every batch, on the engine's thread, and when a source said what is in it.
    std::function<void(rates::BatchPtr, std::optional<std::chrono::steady_clock::time_point>)>
        publish;
    /// Takes what pairs were worth on earlier days; may be empty. On the engine's thread.
    std::function<void(std::vector<rates::HistoryPoint>)> keep_past = nullptr;
    /// What changes of ticks are measured against; null where no history is kept.
    HistoryReads* history = nullptr;
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
    std::uint64_t quotes = 0;            ///< taken in from all feeds, those of the past aside
    std::uint64_t past_closes = 0;       ///< taken in of the past
    std::uint64_t refused_quotes = 0;    ///< older than what is held
    std::uint64_t batches = 0;           ///< published
    std::uint64_t tracked_pairs = 0;     ///< published because subscribers asked
    std::uint64_t volatile_batches = 0;  ///< published while the store could not commit
    std::uint64_t failed_keeps = 0;      ///< closes that could not be stored
    std::uint64_t taken_pushes = 0;      ///< bodies of pushed feeds that were read
    std::uint64_t refused_pushes = 0;    ///< bodies that were not
  };

  Engine(const Config& config, Needs needs, const rates::Recovered& recovered);
  ~Engine();

  /// Runs the feeds until cancelled; then what was taken in is committed and published first.
  net::asio::awaitable<void> run();

  /// Publishes more pairs when they can be had from the quotes at hand; `done` is called on the
  /// engine's thread after their batch went out. Engine's thread only.
  void track(const std::vector<rates::CurrencyPair>& pairs,
             std::function<void(std::vector<Tracked>)> done);

  /// Has a pushed feed take in a body; `done` is called on the engine's thread once its batch is
  /// durable and went out, at once when the body is refused. Fails with cancelled when there is no
  /// such feed any more. Engine's thread only.
  void push(const std::string& feed, const std::string& body, const std::string& content_type,
            std::function<void(http::PushResult)> done);

  /// How a pair came to its number, as of when all that was decided before went out; none when it
  /// is not published. `done` is called on the engine's thread. Engine's thread only.
  void explain(const rates::CurrencyPair& pair,
               std::function<void(std::optional<http::ExplainedRate>)> done);

  /// Lets a held value out; `done` is called on the engine's thread once its rate went out, or with
  /// the reason why there is none (not_found, cancelled). Engine's thread only.
  void release(const rates::CurrencyPair& pair, std::function<void(rates::Result<void>)> done);

  /// Goes on with the pairs, feeds and limits of another configuration, from this call on. A feed
  /// that asks the same of the same source keeps its connection, its pace and its health; others
  /// end, and new ones begin. A pair that is not configured any more stays for those who asked for
  /// it, as long as feeds give it and limits.tracked_pairs allows. `done` is called with the pairs
  /// that are published no more, once all that was decided before, and the rates that are others
  /// now, went out. Engine's thread only.
  void reconfigure(const Config& config,
                   std::function<void(std::vector<rates::CurrencyPair>)> done);

  /// The feeds in order of preference, with how they are doing. Engine's thread only.
  std::vector<FeedCondition> feed_conditions() const;
  const rates::Desk& desk() const noexcept { return desk_; }
  const Counters& counters() const noexcept { return counters_; }
  /// Why batches are volatile at the moment; empty when all is durable. As of the last append.
  const std::string& degraded() const noexcept { return degraded_; }

 private:
  /// A feed of the configuration, and what belongs to it.
  struct Running {
    Running(feeds::FeedSpec asked, const net::asio::any_io_executor& executor)
        : spec(std::move(asked)), tasks(executor) {}

    feeds::FeedSpec spec;
    std::unique_ptr<feeds::Feed> feed;
    std::unique_ptr<feeds::Backfill> backfill;  // refers to `feed`; null: nothing to load
    net::TaskGroup tasks;
    bool heard = true;  // false once it was taken out: it may still be about to say something
  };
  using RunningPtr = std::unique_ptr<Running>;

  /// What a feed that begins knows of an earlier one.
  struct Legacy {
    std::optional<rates::Date> kept_until;        ///< of a feed of its name
    std::optional<feeds::BudgetUse> budget = {};  ///< of a feed that asks the same source
  };
  RunningPtr open_feed(const feeds::FeedSpec& spec, const Legacy& legacy);
  /// What one of `running` has used of the budget of the source that `spec` asks.
  static std::optional<feeds::BudgetUse> budget_used(const std::vector<RunningPtr>& running,
                                                     const feeds::FeedSpec& spec);
  static void start(Running& running);
  /// Begins to end a feed that was taken out.
  void end_feed(RunningPtr running);
  /// Has the feeds be those of `specs`; the names of those that began.
  std::vector<std::string> change_feeds(const std::vector<feeds::FeedSpec>& specs);
  /// The rules of pairs beside the configured ones, `before` having been configured until now.
  std::vector<rates::PairRule> asked_rules(const std::vector<rates::CurrencyPair>& before) const;
  rates::PairRule rule_of_asked(const rates::CurrencyPair& pair) const;
  feeds::PushedFeed* find_pushed(const std::string& feed) const;
  void take_in(const rates::FeedUpdate& update);
  /// Has the past of `feed` loaded, if its preset says where it is had.
  void open_backfill(Running& running, feeds::PolledFeed& feed);
  void take_past(const rates::FeedUpdate& update);
  /// The pairs of which a value is held after `feed` said `quotes` just now.
  std::vector<std::string> held_by(const std::string& feed, std::span<const rates::Quote> quotes);
  void note_silence(const std::string& feed, bool silent);
  /// Says what begins and ends with an outcome, and sends it on its way; `done` may be null.
  void settle(rates::Outcome outcome,
              std::optional<std::chrono::steady_clock::time_point> heard_at = std::nullopt,
              std::function<void()> done = nullptr);
  void enqueue(Commit pending);
  Tracking track_one(const rates::CurrencyPair& pair, std::vector<rates::Rate>& rates);
  net::asio::awaitable<void> publish_pending();
  net::asio::awaitable<void> commit(Commit pending);
  net::asio::awaitable<void> review_ages();
  /// Reads the windows of history that the desk wants, as they move on.
  net::asio::awaitable<void> look_back();

  Needs needs_;
  rates::Desk desk_;
  std::size_t tracked_limit_;
  rates::Decimal max_jump_percent_;  // of tracked pairs
  Alarms alarms_;
  net::HttpClient http_;
  std::vector<rates::FeedTraits> traits_;
  int backfill_days_;
  std::random_device random_;
  std::vector<RunningPtr> feeds_;                // as traits_
  std::vector<RunningPtr> leaving_;              // taken out, and not ended yet
  std::vector<rates::CurrencyPair> configured_;  // those that subscribers asked for aside
  std::vector<rates::Refusal> refusals_;         // of the last update
  std::set<rates::CurrencyPair> went_held_;      // with the last update
  CommitQueue pending_;
  bool started_ = false;
  bool stopped_ = false;
  net::asio::steady_timer wake_;
  net::TaskGroup tasks_;
  Counters counters_;
  std::string degraded_;
};

}  // namespace tickerd::app
