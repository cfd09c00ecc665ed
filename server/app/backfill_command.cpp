#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/backfill_display.hpp"
#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/engine.hpp"
#include "app/logger.hpp"
#include "net/task_group.hpp"
#include "rates/clock.hpp"
#include "store/history.hpp"
#include "store/local_log.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

constexpr auto look_again = std::chrono::milliseconds(100);

bool has_past(const feeds::FeedSpec& spec) {
  const auto* const polled = std::get_if<feeds::PolledSpec>(&spec.source);
  return polled != nullptr && polled->preset.past;
}

/// The configuration without its pairs, which only a server publishes, and with those feeds alone
/// whose past is wanted and can be had.
rates::Result<Config> narrowed(Config config, const BackfillArguments& arguments) {
  std::erase_if(config.feeds, [](const auto& spec) { return !has_past(spec); });
  std::vector<std::string> names;
  for (const auto& spec : config.feeds) names.push_back(spec.name);
  if (names.empty()) {
    return rates::fail(rates::Errc::bad_argument,
                       "the configuration has no feed whose preset says where its past is had");
  }
  if (!arguments.feed.empty()) {
    std::erase_if(config.feeds, [&](const auto& spec) { return spec.name != arguments.feed; });
    if (config.feeds.empty()) {
      return rates::fail(rates::Errc::bad_argument,
                         fmt::format("--feed: expected one of {}, got \"{}\"",
                                     fmt::join(names, ", "), arguments.feed));
    }
  }
  config.pairs.clear();
  config.backfill_days = arguments.days;
  return config;
}

/// The feeds at work and their past on the way to the store. On one thread, from construction to
/// the end of run().
class Loading {
 public:
  /// `bar` is null where nobody watches.
  Loading(const Config& config, rates::RateLog& rate_log, const rates::Recovered& recovered,
          const rates::Clock& clock, rates::Log& log, BarLog* bar)
      : bar_(bar),
        engine_(
            config,
            {.executor = io_.get_executor(),
             .disk = disk_,
             .lookups = lookups_,
             .rate_log = rate_log,
             .clock = clock,
             .log = log,
             .publish = [this](const rates::BatchPtr& batch, auto) { keep(*batch); },
             .keep_past = [this](std::vector<rates::HistoryPoint> past) { keep(std::move(past)); }},
            recovered) {
    if (config.history.enabled) {
      history_.emplace(config.data_dir,
                       store::History::Options{.retention = config.history.retention}, clock, log);
    }
  }

  void run() {
    main_.spawn(run_until_end());
    io_.run();
    disk_.join();
    // A name look-up cannot be cancelled; its answer is of no use any more.
    lookups_.stop();
  }

  /// Whether all of it is in the store.
  bool done() const {
    const auto feeds = engine_.feed_conditions();
    return std::ranges::all_of(feeds, backfill_done) && engine_.counters().failed_keeps == 0;
  }
  std::vector<FeedCondition> feeds() const { return engine_.feed_conditions(); }

 private:
  void keep(const rates::Batch& batch) {
    if (history_) history_->add(batch);
  }
  void keep(std::vector<rates::HistoryPoint> past) {
    if (history_) history_->add(std::move(past));
  }

  asio::awaitable<void> run_until_end() {
    asio::signal_set signals(io_, SIGTERM, SIGINT, SIGHUP);
    signals.async_wait([this](const boost::system::error_code& ec, int) {
      if (!ec) interrupted_ = true;
    });
    engine_task_.spawn(engine_.run());
    asio::steady_timer timer(io_);
    while (!interrupted_ && !std::ranges::all_of(feeds(), backfill_ended)) {
      if (bar_ != nullptr) bar_->show(feeds());
      timer.expires_after(look_again);
      co_await timer.async_wait(net::use_tuple);
    }
    signals.cancel();
    engine_task_.cancel();
    co_await engine_task_.join();
  }

  BarLog* bar_;
  bool interrupted_ = false;
  std::optional<store::History> history_;  // empty when none is kept
  asio::io_context io_{1};
  asio::thread_pool disk_{1};
  asio::thread_pool lookups_{2};
  net::TaskGroup main_{io_.get_executor()};
  net::TaskGroup engine_task_{io_.get_executor()};
  Engine engine_;
};

int load(const Config& config, rates::Log& log, BarLog* bar) {
  const rates::SystemClock clock;
  const auto rate_log = store::LocalLog::open(config.data_dir, clock, log);
  if (!rate_log) return failed(rate_log.error().detail);
  const auto recovered = (*rate_log)->recover();
  if (!recovered) return failed(recovered.error().detail);
  if (const auto why = (*rate_log)->degraded(); !why.empty()) {
    return failed(why);
  }
  Loading loading(config, **rate_log, *recovered, clock, log, bar);
  loading.run();
  if (bar != nullptr) bar->clear();
  for (const auto& feed : loading.feeds()) fmt::print("{}\n", backfill_summary(feed));
  return loading.done() ? exit_ok : exit_failure;
}

}  // namespace

int backfill_command(const BackfillArguments& arguments) {
  const auto whole = find_config(arguments.config);
  if (!whole) return exit_bad_config;
  if (whole->data_dir.empty()) {
    return failed("data_dir: expected a folder that keeps what is loaded, got none",
                  exit_bad_config);
  }
  const auto config = narrowed(*whole, arguments);
  if (!config) return failed(config.error().detail, exit_usage);
  const bool is_terminal = isatty(STDERR_FILENO) == 1;
  Logger log(
      is_terminal ? std::max(config->log_level, rates::Log::Level::warning) : config->log_level,
      config->log_format);
  BarLog bar(log);
  return is_terminal ? load(*config, bar, &bar) : load(*config, log, nullptr);
}

}  // namespace tickerd::app
