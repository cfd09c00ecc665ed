#include "rates/decimal.hpp"

#include <benchmark/benchmark.h>

namespace tickerd::rates {
namespace {

void parse_decimal(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Decimal::parse("12194.21"));
}
BENCHMARK(parse_decimal);

void invert_and_format(benchmark::State& state) {
  const auto value = Decimal::parse("12194.21").value();
  const Decimal one(1);
  for (auto _ : state) benchmark::DoNotOptimize((one / value).significant(5));
}
BENCHMARK(invert_and_format);

void invert(benchmark::State& state) {
  const auto value = Decimal::parse("12194.21").value();
  const Decimal one(1);
  for (auto _ : state) benchmark::DoNotOptimize(one / value);
}
BENCHMARK(invert);

void write_exact(benchmark::State& state) {
  const auto value = Decimal(1) / Decimal::parse("12194.21").value();
  for (auto _ : state) benchmark::DoNotOptimize(value.exact());
}
BENCHMARK(write_exact);

}  // namespace
}  // namespace tickerd::rates
