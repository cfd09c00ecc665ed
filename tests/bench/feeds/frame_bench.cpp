#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "feeds/conflation.hpp"
#include "feeds/decode.hpp"
#include "feeds/frame_decoder.hpp"
#include "feeds/presets.hpp"

namespace tickerd::feeds {
namespace {

constexpr rates::Timestamp now = rates::Date(std::chrono::year(2027) / 1 / 1);

/// A preset, one of its frames and the pair in it.
struct Sample {
  const char* preset;
  const char* pair;
  std::string frame;
};

const Sample kraken = {
    "kraken", "ALGO/USD",
    R"({"channel":"ticker","type":"update","data":[{"symbol":"ALGO/USD","bid":0.13099,"bid_qty":329.06250000,)"
    R"("ask":0.13108,"ask_qty":1771.75027615,"last":0.13110,"volume":9095630.20903971,"vwap":0.12882,)"
    R"("low":0.12437,"high":0.13306,"change":0.00654,"change_pct":5.25,"trades":4606,)"
    R"("timestamp":"2026-10-03T20:58:33.794283Z"}]})"};
const Sample binance = {
    "binance", "BTC/USDT",
    R"({"stream":"btcusdt@miniTicker","data":{"e":"24hrMiniTicker","E":1749183266025,"s":"BTCUSDT",)"
    R"("c":"102492.27000000","o":"105121.06000000","h":"105909.71000000","l":"100372.26000000",)"
    R"("v":"24032.63625000","q":"2472261593.19821790"}})"};

void frame_to_tick(benchmark::State& state, const Sample& sample) {
  const auto preset = *find_preset(sample.preset);
  FrameDecoder decoder(preset, {*rates::CurrencyPair::parse(sample.pair)});
  for (auto _ : state) {
    const auto frame = decoder.decode(sample.frame, now);
    if (!frame || (*frame)->ticks.size() != 1) return state.SkipWithError("no tick");
  }
  state.SetItemsProcessed(state.iterations());
}

void frame_to_conflated(benchmark::State& state, const Sample& sample) {
  const auto preset = *find_preset(sample.preset);
  const std::vector pairs = {*rates::CurrencyPair::parse(sample.pair)};
  FrameDecoder decoder(preset, pairs);
  Conflation conflation(preset, pairs);
  for (auto _ : state) {
    const auto frame = decoder.decode(sample.frame, now);
    if (!frame) return state.SkipWithError("no frame");
    conflation.take(decoder, **frame, sample.frame, now);
  }
  if (conflation.hand_over().size() != 1) state.SkipWithError("no quote");
  state.SetItemsProcessed(state.iterations());
}

/// For comparison: the same frame by way of the tree that whole documents go.
void frame_as_table(benchmark::State& state, const Sample& sample) {
  const auto preset = *find_preset(sample.preset);
  for (auto _ : state) {
    const auto table = decode(preset.mapping, sample.frame, {}, now);
    if (!table || table->quotes.size() != 1) return state.SkipWithError("no quote");
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(frame_to_tick, kraken, kraken);
BENCHMARK_CAPTURE(frame_to_tick, binance, binance);
BENCHMARK_CAPTURE(frame_to_conflated, kraken, kraken);
BENCHMARK_CAPTURE(frame_to_conflated, binance, binance);
BENCHMARK_CAPTURE(frame_as_table, kraken, kraken);

}  // namespace
}  // namespace tickerd::feeds
