// A streamed feed and a desk at full load: a WebSocket server on this machine sends ticker frames
// of Kraken's shape, one quote a frame, and the processor time of the feed's thread is measured.
//
// usage: stream_load [QUOTES_A_SECOND [SECONDS]]     default 20000 10
// exit status 1 when quotes were lost or the thread took more than a quarter of a processor.

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>

#include "feeds/feed.hpp"
#include "feeds/presets.hpp"
#include "net/task_group.hpp"
#include "rates/desk.hpp"
#include "support/scripted_stream.hpp"

namespace {

using namespace tickerd;
using Steady = std::chrono::steady_clock;

constexpr int pairs_count = 100;
constexpr auto beat = std::chrono::microseconds(500);

std::vector<rates::CurrencyPair> all_pairs() {
  std::vector<rates::CurrencyPair> pairs;
  for (int at = 0; at < pairs_count; ++at) {
    pairs.push_back(*rates::CurrencyPair::parse(fmt::format("C{:02}/USD", at)));
  }
  return pairs;
}

std::string frame(long number) {
  const auto at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return fmt::format(
      R"({{"channel":"ticker","type":"update","data":[{{"symbol":"C{:02}/USD","bid":0.13099,)"
      R"("bid_qty":329.06250000,"ask":0.13108,"ask_qty":1771.75027615,"last":{}.{:05},)"
      R"("volume":9095630.20903971,"vwap":0.12882,"low":0.12437,"high":0.13306,"change":0.00654,)"
      R"("change_pct":5.25,"trades":{},"timestamp":"{}"}}]}})",
      number % pairs_count, 100 + number % 7, number % 99'991 + 1, number, rates::to_string(at));
}

/// Sends `a_second` frames a second for `seconds`, those of each beat in one write.
void send_all(test::StreamPeer& peer, long a_second, long seconds) {
  if (!peer.upgrade() || !peer.receive()) return;
  const auto begin = Steady::now();
  const long total = a_second * seconds;
  for (long sent = 0; sent < total;) {
    const auto due = std::min(
        total,
        a_second *
            std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begin).count() /
            1'000'000);
    std::string bytes;
    for (; sent < due; ++sent) bytes += test::frame_bytes(0x81, frame(sent));
    if (!bytes.empty() && !peer.send_bytes(bytes)) return;
    std::this_thread::sleep_for(beat);
  }
  peer.stay();
}

double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  const long a_second = argc > 1 ? std::atol(argv[1]) : 20'000;
  const long seconds = argc > 2 ? std::atol(argv[2]) : 10;
  test::ScriptedStream server(
      [&](test::StreamPeer& peer, int) { send_all(peer, a_second, seconds); });

  feeds::StreamedSpec spec{.preset = *feeds::find_preset("kraken"), .pairs = all_pairs()};
  spec.preset.url = server.url();
  std::vector<rates::PairRule> rules;
  for (const auto& pair : spec.pairs) rules.push_back({.pair = pair, .precision = {}, .feeds = {}});
  rates::Desk desk({{.name = "kraken", .ticks = true}}, rules);

  net::asio::io_context io(1);
  net::asio::thread_pool pool(1);
  net::HttpClient http(io.get_executor(), pool);
  const rates::SystemClock clock;
  rates::NullLog log;
  std::size_t batches = 0;
  std::size_t published = 0;
  feeds::FeedContext context{http, clock, log, [&](const rates::FeedUpdate& update) {
                               const auto outcome = desk.ingest(update, clock.now());
                               if (!outcome.rates.empty()) ++batches;
                               published += outcome.rates.size();
                             }};
  const auto feed = feeds::make_feed({"kraken", std::move(spec)}, std::move(context));
  net::TaskGroup group(io.get_executor());
  group.spawn(feed->run());

  while (feed->health().stream.frames == 0 && feed->health().failures.empty()) io.run_one();
  const auto begin = Steady::now();
  const auto cpu_before = thread_seconds();
  io.run_until(begin + std::chrono::seconds(seconds));
  const auto cpu = thread_seconds() - cpu_before;
  const std::chrono::duration<double> wall = Steady::now() - begin;
  io.run_for(std::chrono::milliseconds(500));
  const auto counts = feed->health().stream;
  group.cancel();
  io.run();

  const auto share = 100 * cpu / wall.count();
  fmt::print(
      "quotes {} of {} in {:.1f} s, bad frames {}, handed on {}, batches {}, rates {}, "
      "processor of the feed's thread {:.1f} %\n",
      counts.ticks, a_second * seconds, wall.count(), counts.bad_frames, counts.handed_on, batches,
      published, share);
  const bool is_complete = counts.ticks == static_cast<std::uint64_t>(a_second * seconds);
  return is_complete && share < 25 ? EXIT_SUCCESS : EXIT_FAILURE;
}
