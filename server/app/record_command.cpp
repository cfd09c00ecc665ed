#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <random>
#include <system_error>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/logger.hpp"
#include "app/recording_manifest.hpp"
#include "feeds/recorder.hpp"
#include "net/task_group.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;
using std::chrono::milliseconds;

/// What the command line says of durations.
struct Durations {
  milliseconds max_age{};
  std::optional<milliseconds> whole;  ///< until a signal when there is none
};

rates::Result<milliseconds> option(const char* name, const std::string& text) {
  auto duration = rates::parse_duration(text);
  if (duration && duration->count() > 0) return duration;
  return rates::fail(
      rates::Errc::bad_argument,
      fmt::format("{}: expected a duration above zero like \"30d\", got \"{}\"", name, text));
}

rates::Result<Durations> durations_of(const RecordArguments& arguments) {
  Durations durations;
  const auto max_age = option("--max-age", arguments.max_age);
  if (!max_age) return std::unexpected(max_age.error());
  durations.max_age = *max_age;
  if (arguments.duration.empty()) return durations;
  const auto whole = option("--for", arguments.duration);
  if (!whole) return std::unexpected(whole.error());
  durations.whole = *whole;
  return durations;
}

bool is_recorded(const feeds::FeedSpec& spec) {
  return std::holds_alternative<feeds::PolledSpec>(spec.source) ||
         std::holds_alternative<feeds::StreamedSpec>(spec.source);
}

/// The feeds at work, their answers on the way to the recorder. On one thread, from construction to
/// the end of run().
class Recording {
 public:
  Recording(const Config& config, feeds::Recorder& recorder, rates::Log& log) : log_(log) {
    std::random_device random;
    for (const auto& spec : config.feeds) {
      if (!is_recorded(spec)) continue;
      feeds::FeedContext context{
          .http = http_,
          .clock = clock_,
          .log = log,
          .on_update = [](const rates::FeedUpdate&) {},
          .random_seed = random(),
          .on_answer = [&recorder](const feeds::ReceivedAnswer& it) { recorder.keep(it); },
          .on_silence = [](bool) {}};
      feeds_.push_back(feeds::make_feed(spec, std::move(context)));
    }
  }

  void run(std::optional<milliseconds> whole) {
    main_.spawn(run_until_end(whole));
    io_.run();
    // A name look-up cannot be cancelled; its answer is of no use any more.
    lookups_.stop();
  }

 private:
  asio::awaitable<void> run_until_end(std::optional<milliseconds> whole) {
    asio::signal_set signals(io_, SIGTERM, SIGINT, SIGHUP);
    asio::steady_timer end(io_, asio::steady_timer::time_point::max());
    if (whole) end.expires_after(*whole);
    signals.async_wait([&end](const boost::system::error_code& ec, int) {
      if (!ec) end.expires_after(milliseconds(0));
    });
    for (const auto& feed : feeds_) tasks_.spawn(feed->run());
    co_await end.async_wait(net::use_tuple);
    log_.info("recording_ends");
    signals.cancel();
    tasks_.cancel();
    co_await tasks_.join();
  }

  rates::Log& log_;
  const rates::SystemClock clock_;
  asio::io_context io_{1};
  asio::thread_pool lookups_{2};
  net::HttpClient http_{io_.get_executor(), lookups_};
  net::TaskGroup main_{io_.get_executor()};
  net::TaskGroup tasks_{io_.get_executor()};
  std::vector<std::unique_ptr<feeds::Feed>> feeds_;
};

/// The folders, and what the recording says of itself.
rates::Result<void> prepare(const std::filesystem::path& directory, feeds::Recorder& recorder,
                            const RecordingManifest& manifest) {
  if (manifest.feeds.empty()) {
    return rates::fail(rates::Errc::bad_argument,
                       "the configuration has no feed to record: none is polled or streamed");
  }
  for (const auto& feed : manifest.feeds) {
    if (auto added = recorder.add(feed.name, feed.preset); !added) return added;
  }
  return write_manifest(directory, manifest);
}

}  // namespace

int record_command(const RecordArguments& arguments) {
  const auto durations = durations_of(arguments);
  if (!durations) return failed(durations.error().detail, exit_usage);
  const auto config = find_config(arguments.config);
  if (!config) return exit_bad_config;
  Logger log(config->log_level, config->log_format);
  feeds::Recorder recorder(arguments.directory,
                           {.max_bytes = arguments.max_bytes, .max_age = durations->max_age}, log);
  const auto manifest = manifest_of(*config);
  if (const auto ready = prepare(arguments.directory, recorder, manifest); !ready) {
    return failed(ready.error().detail);
  }
  log.info("recording", fmt::format("version={} feeds={} folder={}", TICKERD_VERSION,
                                    manifest.feeds.size(), arguments.directory.string()));
  Recording(*config, recorder, log).run(durations->whole);
  recorder.finish();
  const auto counters = recorder.counters();
  log.info("recording_stopped", fmt::format("kept={} dropped={} failed={}", counters.kept,
                                            counters.dropped, counters.failed));
  return exit_ok;
}

}  // namespace tickerd::app
