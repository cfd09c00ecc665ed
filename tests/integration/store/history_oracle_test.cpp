#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "integration/store/history_samples.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using rates::Bar;
using rates::HistoryPoint;
using rates::Interval;
using test::described;
using test::everything;
using test::sure;

/// What the bars of an interval must be, by looking at every point anew.
std::vector<Bar> bars_of(const std::vector<HistoryPoint>& points, Interval interval) {
  std::map<rates::Timestamp, std::vector<HistoryPoint>> by_start;
  for (const auto& point : points) {
    by_start[rates::bar_start(interval, point.as_of)].push_back(point);
  }
  std::vector<Bar> bars;
  for (auto& [start, own] : by_start) {
    const auto by_value = [](const auto& a, const auto& b) { return a.value < b.value; };
    const auto [low, high] = std::ranges::minmax_element(own, by_value);
    auto bar = Bar::of(interval, own.front());
    bar.low = low->value;
    bar.high = high->value;
    bar.points = own.size();
    std::ranges::stable_sort(own, [](const auto& a, const auto& b) {
      return rates::instant_of(a.as_of) < rates::instant_of(b.as_of);
    });
    bar.open = own.front().value;
    bar.close = own.back().value;
    bars.push_back(bar);
  }
  return bars;
}

class HistoryOracle : public testing::TestWithParam<unsigned> {};

TEST_P(HistoryOracle, BarsEqualWhatEveryPointAddsUpTo) {
  std::mt19937 random(GetParam());
  const auto pick = [&random](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  const tickerd::test::TemporaryFolder folder;
  // Around the end of February of a leap year, across the days when clocks change.
  const auto begin = test::at("2028-02-28T12:00:00Z");
  std::vector<HistoryPoint> points;
  std::uint64_t seq = 0;
  for (int part = 0; part < 4; ++part) {
    const auto file = test::open_history(folder.path());
    for (int write = 0; write < 5; ++write) {
      std::vector<HistoryPoint> some;
      for (int count = 0; count < 60; ++count) {
        const auto at = begin + std::chrono::seconds(pick(30 * 86400));
        const auto day = std::chrono::floor<std::chrono::days>(at + std::chrono::hours(3));
        const auto as_of = pick(4) == 0 ? rates::AsOf(day) : rates::AsOf(at).counted_to(day);
        some.push_back(test::point(as_of, std::to_string(1 + pick(1000)), ++seq));
      }
      sure(file->write(some));
      points.insert(points.end(), some.begin(), some.end());
    }
  }
  HistoryReader reader(folder.path() / "history.sqlite");
  for (const auto interval : rates::bar_intervals) {
    EXPECT_EQ(described(sure(reader.read(everything(interval))).bars),
              described(bars_of(points, interval)))
        << rates::to_string(interval);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryOracle, testing::Range(1U, 11U));

}  // namespace
}  // namespace tickerd::store
