#include "feeds/decode.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <benchmark/benchmark.h>

#include "feeds/presets.hpp"

namespace tickerd::feeds {
namespace {

std::string payload(const std::string& path) {
  std::ifstream file(TICKERD_TEST_DATA "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void decode_payload(benchmark::State& state, const char* name, const char* file,
                    std::size_t quotes) {
  const auto preset = find_preset(name);
  const auto body = payload(file);
  const rates::Timestamp now = rates::Date(std::chrono::year(2027) / 1 / 1);
  for (auto _ : state) {
    const auto table = decode(preset->mapping, body, {}, now);
    if (!table || table->quotes.size() != quotes) return state.SkipWithError("wrong table");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

BENCHMARK_CAPTURE(decode_payload, cbu_75_rows_json, "cbu", "cbu/all_2026-04-01.json", 75);
BENCHMARK_CAPTURE(decode_payload, nbk_39_rows_xml, "nbk", "nbk/get_rates_2026-04-01.xml", 39);
BENCHMARK_CAPTURE(decode_payload, nbkr_5_rows_windows_1251, "nbkr", "nbkr/daily_2026-05-24.xml", 5);
BENCHMARK_CAPTURE(decode_payload, currency_api_339_members, "currency-api",
                  "currency-api/full_usd_2026-09-29.json", 338);

}  // namespace
}  // namespace tickerd::feeds
