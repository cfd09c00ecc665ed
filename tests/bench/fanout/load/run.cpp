#include "bench/fanout/load/run.hpp"

#include <csignal>

#include "bench/fanout/load/herd.hpp"

namespace tickerd::bench {
namespace {

/// For what a server says at first, and for memory to be given back.
constexpr double settle_seconds = 0.5;

std::unique_ptr<Transport> make_transport(const Options& options) {
  if (options.transport == "sse") return make_sse();
  if (options.transport == "nats") return make_nats(options.path);
  return make_websocket(options.deflate);
}

int trigger_pid(const Options& options) {
  return options.trigger_pid > 0 ? options.trigger_pid : options.server_pid;
}

void hold(const Options& options, Herd& herd, Tally& tally, Outcome& outcome) {
  if (options.hold_seconds <= 0.0) return;
  tally.open_window();
  const auto begin = Usage::now(options.server_pid, 0);
  herd.read_for(options.hold_seconds);
  outcome.hold = Usage::now(options.server_pid, 0).since(begin);
  outcome.heartbeats_held = tally.window().heartbeats;
  tally.close_window();
}

void measure(const Options& options, Herd& herd, Tally& tally, Outcome& outcome) {
  if (options.seconds <= 0.0) return;
  const int publisher = trigger_pid(options);
  std::optional<Probe> probe;
  if (options.probe) probe.emplace(options);
  if (publisher > 0) ::kill(publisher, SIGUSR2);
  herd.read_for(options.warm_up_seconds);
  tally.open_window();
  if (probe) probe->begin();
  const auto idle_before = herd.idle_us();
  const auto begin = Usage::now(options.server_pid, publisher);
  herd.read_for(options.seconds, probe ? &*probe : nullptr);
  outcome.window = Usage::now(options.server_pid, publisher).since(begin);
  tally.close_window();
  outcome.idle_share = outcome.window.share(herd.idle_us() - idle_before);
  if (probe) outcome.probe = probe->answers();
  outcome.counted = tally.window();
  outcome.p50_ms = tally.latencies().quantile_ms(0.5);
  outcome.p99_ms = tally.latencies().quantile_ms(0.99);
  outcome.longest_ms = tally.latencies().longest_ms();
}

}  // namespace

Outcome::Memory Outcome::Memory::now(int server_pid) {
  Memory memory{.slab_kib = bench::slab_kib()};
  if (server_pid > 0) memory.resident_kib = bench::resident_kib(server_pid);
  return memory;
}

Outcome run(const Options& options) {
  const auto transport = make_transport(options);
  Subscriptions subscriptions(options);
  Tally tally(options.connections);
  Herd herd(options, *transport, subscriptions, tally);

  Outcome outcome;
  const auto first = options.connections / 20;
  outcome.all_connected = herd.connect_up_to(first);
  herd.read_for(settle_seconds);
  outcome.before = Outcome::Memory::now(options.server_pid);
  outcome.handshakes_measured = options.connections - first;
  const auto begin = Usage::now(options.server_pid, 0);
  outcome.all_connected = herd.connect_up_to(options.connections) && outcome.all_connected;
  outcome.handshakes = Usage::now(options.server_pid, 0).since(begin);
  herd.read_for(settle_seconds);
  outcome.connected = Outcome::Memory::now(options.server_pid);
  hold(options, herd, tally, outcome);
  measure(options, herd, tally, outcome);
  outcome.at_end = Outcome::Memory::now(options.server_pid);
  outcome.streaming_at_end = herd.streaming();
  outcome.faults = tally.faults;
  if (!subscriptions.are_distinct() && outcome.counted.updates > 0) {
    outcome.fairness = Fairness::result(herd.clients());
  }
  return outcome;
}

}  // namespace tickerd::bench
