#include <algorithm>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/store/history_samples.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using namespace std::chrono_literals;
using rates::HistoryPoint;
using rates::Interval;
using rates::PastValue;
using rates::PastWindow;
using rates::Timestamp;
using test::sure;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const std::vector<PastValue>& values) {
  std::vector<std::string> all;
  for (const auto& past : values) {
    all.push_back(fmt::format("{} {} {}", past.value.exact(), past.as_of.text(), past.source));
  }
  return all;
}

/// What is left of random points once each level has forgotten what is older than it is kept.
class Levels {
 public:
  Levels(std::vector<HistoryPoint> points, const Retention& retention, Timestamp now) {
    std::ranges::sort(points, {}, [](const HistoryPoint& p) {
      return std::pair(rates::instant_of(p.as_of), p.seq);
    });
    for (const auto interval : {Interval::raw, Interval::minute, Interval::hour, Interval::day}) {
      const auto& bound = retention.of(interval);
      const auto oldest = bound ? now - *bound : Timestamp::min();
      // The last point of each bar stands for it.
      std::map<std::pair<Timestamp, std::size_t>, PastValue> kept;
      for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        const bool is_raw = interval == Interval::raw;
        const auto key =
            is_raw ? rates::instant_of(point.as_of) : rates::bar_start(interval, point.as_of);
        if (key < oldest) continue;
        kept.insert_or_assign({key, is_raw ? i : 0},
                              PastValue{point.value, point.as_of, point.source});
      }
      auto& level = levels_.emplace_back();
      for (const auto& [key, value] : kept) level.push_back(value);
    }
  }

  std::vector<std::string> window(Timestamp from, Timestamp until) const {
    const auto at = [](const PastValue& past) { return rates::instant_of(past.as_of); };
    const auto* finest = &levels_.front();
    for (const auto& level : levels_) {
      if (!std::ranges::any_of(level, [&](const auto& past) { return at(past) <= from; })) continue;
      finest = &level;
      break;
    }
    std::vector<PastValue> values;
    for (const auto& past : *finest) {
      if (at(past) <= from) values.clear();
      if (at(past) < until) values.push_back(past);
    }
    return texts(values);
  }

 private:
  std::vector<std::vector<PastValue>> levels_;  // finest first
};

class HistoryWindow : public testing::TestWithParam<unsigned> {};

TEST_P(HistoryWindow, IsOfTheFinestLevelThatReachesBack) {
  std::mt19937 random(GetParam());
  const auto begin = test::at("2024-02-26T00:00:00Z");
  const auto now = begin + 96h;
  const auto some_time = [&](std::chrono::milliseconds within) {
    return begin + std::chrono::milliseconds(random() % static_cast<unsigned>(within.count()));
  };
  std::vector<HistoryPoint> points;
  for (std::uint64_t seq = 1; seq <= 400; ++seq) {
    const auto at = some_time(96h);
    const auto day = std::chrono::floor<std::chrono::days>(at + 3h);
    auto point =
        test::point(rates::AsOf(at).counted_to(day), std::to_string(1 + random() % 9), seq);
    point.source = random() % 5 == 0 ? "coinbase" : "kraken";
    points.push_back(point);
  }
  const Retention retention{.raw = 24h, .minute = 48h, .hour = 72h, .day = std::nullopt};
  const tickerd::test::TemporaryFolder folder;
  const auto file = test::open_history(folder.path());
  sure(file->write(points));
  EXPECT_GT(sure(file->forget(retention, now)), 0U);
  const Levels levels(points, retention, now);
  HistoryReader reader(folder.path() / "history.sqlite");
  for (int round = 0; round < 300; ++round) {
    const auto from = some_time(96h);
    const auto until = from + std::chrono::minutes(random() % 600);
    const auto window = sure(reader.window(test::pair("KGS/USD"), from, until));
    ASSERT_EQ(texts(window.values), levels.window(from, until))
        << rates::to_string(from) << " until " << rates::to_string(until);
    EXPECT_FALSE(window.is_full);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryWindow, testing::Range(1U, 6U));

TEST(HistoryWindowOf, ManyPointsEndsBeforeTheFirstThatFoundNoPlace) {
  const tickerd::test::TemporaryFolder folder;
  const auto file = test::open_history(folder.path());
  const auto begin = test::at("2026-05-18T00:00:00Z");
  std::vector<HistoryPoint> points;
  for (std::size_t i = 0; i < 700; ++i) {
    const rates::AsOf of(begin + std::chrono::seconds(i));
    points.push_back(test::point(of, "7", i + 1));
  }
  sure(file->write(points));
  HistoryReader reader(folder.path() / "history.sqlite");
  const auto window = sure(reader.window(test::pair("KGS/USD"), begin, begin + 1h));
  EXPECT_TRUE(window.is_full);
  EXPECT_EQ(window.values.size(), PastWindow::most_values + 1) << "with the one at the beginning";
  EXPECT_EQ(window.until, begin + std::chrono::seconds(PastWindow::most_values + 1));
}

TEST(HistoryWindowOf, APairWithoutHistoryIsEmpty) {
  const tickerd::test::TemporaryFolder folder;
  const auto file = test::open_history(folder.path());
  sure(file->write(std::vector{test::point(test::as_of("2026-05-18"), "7")}));
  HistoryReader reader(folder.path() / "history.sqlite");
  const auto from = test::at("2026-05-18T10:00:00Z");
  EXPECT_THAT(sure(reader.window(test::pair("KZT/USD"), from, from + 1h)).values, IsEmpty());
  EXPECT_THAT(texts(sure(reader.window(test::pair("KGS/USD"), from, from + 1h)).values),
              ElementsAre("7 2026-05-18 nbkr"));
}

}  // namespace
}  // namespace tickerd::store
