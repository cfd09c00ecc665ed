#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "feeds/decode.hpp"
#include "feeds/presets.hpp"
#include "rates/desk.hpp"
#include "stream/wire.hpp"

namespace tickerd {
namespace {

const rates::Timestamp now = rates::Date(std::chrono::year(2027) / 1 / 1);

/// The table of the Central Bank of Uzbekistan as the bank would state it on the `day`th day after
/// 1 January 2020.
std::string table_of(const std::string& recorded, int day) {
  const std::chrono::year_month_day date(rates::Date(std::chrono::year(2020) / 1 / 1) +
                                         std::chrono::days(day));
  const auto written =
      fmt::format("{:02}.{:02}.{:04}", static_cast<unsigned>(date.day()),
                  static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
  std::string body = recorded;
  for (auto at = body.find("01.04.2026"); at != std::string::npos;
       at = body.find("01.04.2026", at)) {
    body.replace(at, written.size(), written);
  }
  return body;
}

/// Every currency of the table against the dollar.
std::vector<rates::PairRule> rules_of(const feeds::Table& table) {
  std::vector<rates::PairRule> rules;
  const auto dollar = *rates::Currency::parse("USD");
  const auto sum = *rates::Currency::parse("UZS");
  for (const auto& quote : table.quotes) {
    const auto base = quote.pair.base() == dollar ? sum : quote.pair.base();
    rules.push_back({.pair = {base, dollar}, .precision = {}, .feeds = {}});
  }
  return rules;
}

/// The whole way of a bank's answer in memory: bytes in, the text of the update out.
void decode_desk_encode(benchmark::State& state) {
  const auto preset = feeds::find_preset("cbu");
  std::ifstream file(TICKERD_TEST_DATA "/cbu/all_2026-04-01.json", std::ios::binary);
  const std::string recorded(std::istreambuf_iterator<char>(file), {});
  const auto first = feeds::decode(preset->mapping, recorded, {}, now);
  if (!first) return state.SkipWithError("no table");
  rates::Desk desk({{.name = "cbu"}}, rules_of(*first));
  int day = 0;
  std::size_t rates = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto body = table_of(recorded, day++ % 2500);
    if (day % 2500 == 1) desk = rates::Desk({{.name = "cbu"}}, rules_of(*first));
    state.ResumeTiming();
    auto table = feeds::decode(preset->mapping, body, {}, now);
    const auto outcome = desk.ingest({"cbu", std::move(table->quotes)}, now);
    std::vector<std::string> texts;
    for (const auto& rate : outcome.rates) {
      texts.push_back(stream::wire::rate_json(rate, 1, stream::Numbers::text));
    }
    benchmark::DoNotOptimize(stream::wire::snapshot({"e", 1}, now, false, texts));
    rates += texts.size();
  }
  state.counters["rates"] =
      benchmark::Counter(static_cast<double>(rates), benchmark::Counter::kAvgIterations);
}
BENCHMARK(decode_desk_encode)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tickerd
