#include "rates/desk.hpp"

#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace tickerd::rates {
namespace {

constexpr int feeds = 10;
constexpr int rows = 75;
const Date first_day = parse_date("2026-01-01").value();

Currency foreign(int row) { return Currency::parse(fmt::format("F{:02}", row)).value(); }
/// Every feed is a bank with a currency of its own; the first rows of all tables are the same.
Currency local(int feed) { return Currency::parse(fmt::format("L{:02}", feed)).value(); }

FeedUpdate table(int feed, int day) {
  FeedUpdate update{fmt::format("bank{}", feed), {}};
  const auto as_of = AsOf(first_day + std::chrono::days(day));
  for (int row = 0; row < rows; ++row) {
    const auto value = Decimal::parse(fmt::format("{}.{:02}", 100 + row, (row * 7 + day) % 100));
    update.quotes.push_back({.pair = {foreign(row), local(feed)},
                             .value = value.value(),
                             .as_of = as_of,
                             .fetched_at = Timestamp(as_of.date())});
  }
  return update;
}

/// A third are quoted, turned over, by some bank, the others are crosses inside one.
std::vector<PairRule> rules(int count) {
  std::vector<PairRule> all;
  for (int number = 0; number < count; ++number) {
    const auto base = foreign(number % rows);
    const auto quote = number % 3 == 0 ? local(number / rows % feeds)
                                       : foreign((number % rows + 1 + number / rows) % rows);
    all.push_back({.pair = number % 3 == 0 ? CurrencyPair(quote, base) : CurrencyPair(base, quote),
                   .precision = {},
                   .feeds = {}});
  }
  return all;
}

Desk filled_desk(int pairs) {
  std::vector<FeedTraits> traits;
  for (int feed = 0; feed < feeds; ++feed) traits.push_back({.name = fmt::format("bank{}", feed)});
  Desk desk(traits, rules(pairs));
  for (int feed = 0; feed < feeds; ++feed) {
    for (int day = 0; day < 2; ++day) desk.ingest(table(feed, day), Timestamp(first_day));
  }
  return desk;
}

/// One poll of the preferred bank with a new value date in every row.
void ingest_new_day(benchmark::State& state) {
  auto desk = filled_desk(static_cast<int>(state.range(0)));
  int day = 2;
  std::size_t published = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto update = table(0, day++);
    const auto now = Timestamp(update.quotes.front().as_of.date());
    state.ResumeTiming();
    published += desk.ingest(update, now).rates.size();
  }
  state.counters["published"] =
      benchmark::Counter(static_cast<double>(published), benchmark::Counter::kAvgIterations);
}
BENCHMARK(ingest_new_day)->Arg(5)->Arg(200)->Unit(benchmark::kMicrosecond);

/// The same poll again: no news.
void ingest_same_day(benchmark::State& state) {
  auto desk = filled_desk(static_cast<int>(state.range(0)));
  const auto update = table(0, 1);
  for (auto _ : state) benchmark::DoNotOptimize(desk.ingest(update, Timestamp(first_day)));
}
BENCHMARK(ingest_same_day)->Arg(5)->Arg(200)->Unit(benchmark::kMicrosecond);

/// Start: every feed speaks for the first time, and paths are found.
void fill_desk(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(filled_desk(static_cast<int>(state.range(0))));
}
BENCHMARK(fill_desk)->Arg(5)->Arg(200)->Unit(benchmark::kMicrosecond);

void review_ages(benchmark::State& state) {
  auto desk = filled_desk(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(desk.review(Timestamp(first_day)));
}
BENCHMARK(review_ages)->Arg(5)->Arg(200)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tickerd::rates
