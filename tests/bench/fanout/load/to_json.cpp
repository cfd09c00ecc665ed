#include <nlohmann/json.hpp>

#include "bench/fanout/load/run.hpp"

namespace tickerd::bench {
namespace {

using Json = nlohmann::ordered_json;

/// Null where nothing was counted.
template <class Part, class Whole>
Json ratio(Part part, Whole whole) {
  if (whole == 0) return nullptr;
  return static_cast<double>(part) / static_cast<double>(whole);
}

Json connections(const Options& options, const Outcome& outcome) {
  const auto count = static_cast<std::int64_t>(outcome.handshakes_measured);
  const auto& handshakes = outcome.handshakes;
  const auto resident = outcome.connected.resident_kib - outcome.before.resident_kib;
  // Both ends are on this machine.
  const auto slab = outcome.connected.slab_kib - outcome.before.slab_kib;
  return {{"asked_for", options.connections},
          {"all_connected", outcome.all_connected},
          {"handshakes_per_s", ratio(count * 1'000'000, handshakes.at_us)},
          {"server_us_per_handshake", ratio(handshakes.server_us, count)},
          {"server_kib_before", outcome.before.resident_kib},
          {"server_kib_connected", outcome.connected.resident_kib},
          {"server_kib_at_end", outcome.at_end.resident_kib},
          {"user_kib_each", ratio(resident, count)},
          {"kernel_kib_each", ratio(slab, 2 * count)},
          {"at_end", outcome.streaming_at_end}};
}

Json window(const Outcome& outcome) {
  const auto& counted = outcome.counted;
  const auto& usage = outcome.window;
  const double seconds = static_cast<double>(usage.at_us) / 1e6;
  return {{"seconds", seconds},
          {"messages", counted.updates},
          {"rates", counted.rates},
          {"heartbeats", counted.heartbeats},
          {"bytes", counted.bytes},
          {"messages_per_s", ratio(static_cast<double>(counted.updates), seconds)},
          {"bytes_per_message", ratio(counted.bytes, counted.updates)},
          {"server_us", usage.server_us},
          {"us_per_message", ratio(usage.server_us, counted.updates)},
          {"us_per_rate", ratio(usage.server_us, counted.rates)},
          {"server_share", usage.share(usage.server_us)},
          {"load_share", usage.share(usage.load_us)},
          {"load_idle_share", outcome.idle_share},
          {"foreign_share", usage.share(usage.foreign_us)},
          {"p50_ms", outcome.p50_ms},
          {"p99_ms", outcome.p99_ms},
          {"longest_ms", outcome.longest_ms}};
}

}  // namespace

std::string to_json(const Options& options, const Outcome& outcome) {
  const auto& faults = outcome.faults;
  Json json = {{"transport", options.transport},
               {"poll", options.busy ? "busy" : "block"},
               {"connections", connections(options, outcome)},
               {"window", nullptr},
               {"faults",
                {{"gaps", faults.gaps},
                 {"reorderings", faults.reorderings},
                 {"malformed", faults.malformed},
                 {"disconnects", faults.disconnects},
                 {"failed_connects", faults.failed_connects}}},
               {"fairness", nullptr},
               {"probe", nullptr},
               {"hold", nullptr}};
  if (outcome.window.at_us > 0) json["window"] = window(outcome);
  if (const auto& fairness = outcome.fairness) {
    json["fairness"] = {{"least_mean_position", fairness->least_mean},
                        {"greatest_mean_position", fairness->greatest_mean},
                        {"always_last_share", fairness->always_last}};
  }
  if (const auto& probe = outcome.probe) {
    json["probe"] = {{"p50_ms", probe->quantile_ms(0.5)},
                     {"p99_ms", probe->quantile_ms(0.99)},
                     {"longest_ms", probe->longest_ms()}};
  }
  if (const auto& hold = outcome.hold) {
    json["hold"] = {{"seconds", static_cast<double>(hold->at_us) / 1e6},
                    {"heartbeats", outcome.heartbeats_held},
                    {"server_us_per_s", hold->share(hold->server_us) * 1e6}};
  }
  return json.dump();
}

}  // namespace tickerd::bench
