#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "stream/frame_reader.hpp"
#include "stream/hub.hpp"
#include "stream/wire.hpp"

namespace tickerd::stream {
namespace {

/// Takes every frame and does nothing with it.
class Sink final : public Subscriber {
 public:
  bool deliver(const FramePtr& frame) override {
    benchmark::DoNotOptimize(frame.get());
    return true;
  }
};

/// Distinct pairs: "AAA/USD", "BAA/USD" and so on.
std::vector<rates::CurrencyPair> pairs(int count) {
  std::vector<rates::CurrencyPair> all;
  for (int i = 0; i < count; ++i) {
    const std::string code{static_cast<char>('A' + i % 26), static_cast<char>('A' + i / 26 % 26),
                           'X'};
    all.push_back(rates::CurrencyPair::parse(code + "/USD").value());
  }
  return all;
}

rates::Rate rate(const rates::CurrencyPair& pair, std::uint64_t step) {
  const auto value = [](std::uint64_t units) {
    return rates::Decimal(static_cast<std::int64_t>(units)) / rates::Decimal(1'000'000);
  };
  const auto date = rates::parse_date("2026-05-18").value();
  return {.pair = pair,
          .value = value(11'435 + step % 997),
          .precision = {},
          .basis = rates::Basis{.value = value(11'420), .as_of = rates::AsOf(date)},
          .as_of = rates::AsOf(date + std::chrono::days(1)),
          .fetched_at = rates::Timestamp(date) + std::chrono::hours(29),
          .source = "nbkr"};
}

rates::Batch batch(const std::vector<rates::CurrencyPair>& pairs, std::uint64_t seq) {
  rates::Batch made{.epoch = "e", .seq = seq, .published_at = {}, .rates = {}};
  for (const auto& pair : pairs) made.rates.push_back(rate(pair, seq));
  return made;
}

/// Batches made beforehand, so that only publishing is measured. `seq` must grow: it is set on use.
std::vector<rates::Batch> batches(const std::vector<rates::CurrencyPair>& pairs) {
  std::vector<rates::Batch> all;
  for (std::uint64_t i = 0; i < 16; ++i) all.push_back(batch(pairs, i));
  return all;
}

void publish(Hub& hub, const rates::Batch& batch) {
  hub.take_in(batch);
  while (hub.deliver(256)) continue;
}

void encode_75_rates(benchmark::State& state) {
  const auto made = batch(pairs(75), 42);
  std::size_t bytes = 0;
  for (auto _ : state) {
    std::vector<std::string> texts;
    texts.reserve(made.rates.size());
    for (const auto& rate : made.rates) texts.push_back(wire::rate_json(rate, 42, Numbers::text));
    const auto frame = text_frame(wire::snapshot({"e", 42}, made.published_at, false, texts));
    bytes += frame->size();
    benchmark::DoNotOptimize(frame.get());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(encode_75_rates)->Unit(benchmark::kMicrosecond);

/// Subscribers of `*`, all in one group, get an update of one rate.
void publish_to_one_group(benchmark::State& state) {
  const auto configured = pairs(75);
  const rates::SystemClock clock;
  Hub hub(Board({"e", 0}, {}), std::chrono::seconds(15), clock);
  hub.set_configured(configured);
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<Sink> sinks(count);
  std::vector<Subscription> subscriptions;
  for (auto& sink : sinks)
    subscriptions.push_back(hub.subscribe(sink, {.all_pairs = true, .pairs = {}}, {}));
  auto made = batches({configured[7]});
  std::uint64_t seq = 0;
  for (auto _ : state) {
    auto& next = made[seq % made.size()];
    next.seq = ++seq;
    publish(hub, next);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(seq * count));
}
BENCHMARK(publish_to_one_group)->Arg(1)->Arg(1000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

/// 10,000 subscribers, each with its own 3 of 200 pairs, get a batch of `range` pairs.
void publish_to_distinct_groups(benchmark::State& state) {
  const auto all = pairs(200);
  const rates::SystemClock clock;
  Hub hub(Board({"e", 0}, {}), std::chrono::seconds(15), clock);
  hub.set_configured(all);
  std::mt19937 random(200);
  std::vector<Sink> sinks(10'000);
  std::vector<Subscription> subscriptions;
  for (auto& sink : sinks) {
    Options options;
    while (options.pairs.size() < 3) options.pairs.push_back(all[random() % all.size()]);
    subscriptions.push_back(hub.subscribe(sink, options, {}));
  }
  const auto changed = static_cast<std::size_t>(state.range(0));
  auto made = batches({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(changed)});
  const auto before = hub.counters().delivered;
  std::uint64_t seq = 0;
  for (auto _ : state) {
    auto& next = made[seq % made.size()];
    next.seq = ++seq;
    publish(hub, next);
  }
  state.counters["groups"] = static_cast<double>(hub.groups());
  state.SetItemsProcessed(static_cast<std::int64_t>(hub.counters().delivered - before));
}
BENCHMARK(publish_to_distinct_groups)->Arg(1)->Arg(20)->Arg(200)->Unit(benchmark::kMicrosecond);

/// A client that connects, gets its snapshot of 75 rates and goes.
void subscribe_and_leave(benchmark::State& state) {
  const auto configured = pairs(75);
  const rates::SystemClock clock;
  Hub hub(Board({"e", 0}, {}), std::chrono::seconds(15), clock);
  hub.set_configured(configured);
  publish(hub, batch(configured, 1));
  Sink stays;
  Sink comes;
  const auto kept = hub.subscribe(stays, {.all_pairs = true, .pairs = {}}, {});
  for (auto _ : state) {
    const auto subscription = hub.subscribe(comes, {.all_pairs = true, .pairs = {}}, {});
    benchmark::DoNotOptimize(&subscription);
  }
}
BENCHMARK(subscribe_and_leave)->Unit(benchmark::kMicrosecond);

/// A masked text message of `range` bytes.
void read_client_message(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  std::string wire = size <= 125 ? std::string{'\x81', static_cast<char>(0x80 | size)}
                                 : std::string{'\x81', '\xFE', static_cast<char>(size >> 8),
                                               static_cast<char>(size & 0xFF)};
  wire += std::string(4, '\0') + std::string(size, 'x');
  FrameReader reader(65'536);
  for (auto _ : state) {
    std::string_view bytes = wire;
    const auto event = reader.read(bytes);
    benchmark::DoNotOptimize(&event);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(size));
}
BENCHMARK(read_client_message)->Arg(40)->Arg(4096);

}  // namespace
}  // namespace tickerd::stream
