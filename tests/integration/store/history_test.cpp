#include "store/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/store/history_samples.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using rates::Interval;
using rates::Status;
using test::as_of;
using test::batch;
using test::described;
using test::everything;
using test::point;
using test::quick;
using test::sure;
using test::tick;
using testing::ElementsAre;
using testing::IsEmpty;
using tickerd::test::TemporaryFolder;

TEST(HistoryFile, KeepsPointsAndTheirBars) {
  const TemporaryFolder folder;
  const auto file = test::open_history(folder.path());
  const std::vector points = {point(tick("2026-05-18T20:59:58.500Z", "2026-05-18"), "5", 1),
                              point(tick("2026-05-18T20:59:59Z", "2026-05-18"), "7", 2),
                              point(tick("2026-05-18T21:00:00Z", "2026-05-19"), "6", 3)};
  EXPECT_EQ(file->write(points), 3U);
  HistoryReader reader(folder.path() / "history.sqlite");
  const auto raw = sure(reader.read(everything(Interval::raw)));
  EXPECT_EQ(raw.points, points);
  EXPECT_EQ(rates::to_string(raw.points.back().as_of.date()), "2026-05-19");
  EXPECT_THAT(
      described(sure(reader.read(everything(Interval::minute))).bars),
      ElementsAre("2026-05-18T20:59:00.000Z 5 7 5 7 x2", "2026-05-18T21:00:00.000Z 6 6 6 6 x1"));
  EXPECT_THAT(
      described(sure(reader.read(everything(Interval::day))).bars),
      ElementsAre("2026-05-18T00:00:00.000Z 5 7 5 7 x2", "2026-05-19T00:00:00.000Z 6 6 6 6 x1"));
}

TEST(HistoryFile, TakesAPointOnce) {
  const TemporaryFolder folder;
  const std::vector points = {point(as_of("2026-05-18"), "5", 1)};
  EXPECT_EQ(test::open_history(folder.path())->write(points), 1U);
  EXPECT_EQ(test::open_history(folder.path())->write(points), 0U);
  HistoryReader reader(folder.path() / "history.sqlite");
  EXPECT_THAT(described(sure(reader.read(everything(Interval::day))).bars),
              ElementsAre("2026-05-18T00:00:00.000Z 5 5 5 5 x1"));
}

TEST(HistoryFile, GoesOnWithABarAfterARestart) {
  const TemporaryFolder folder;
  sure(test::open_history(folder.path())
           ->write(std::vector{point(as_of("2026-05-18T10:00:10Z"), "5", 1)}));
  sure(test::open_history(folder.path())
           ->write(std::vector{point(as_of("2026-05-18T10:00:20Z"), "4", 2),
                               point(as_of("2026-05-18T10:00:05Z"), "9", 3)}));
  HistoryReader reader(folder.path() / "history.sqlite");
  EXPECT_THAT(described(sure(reader.read(everything(Interval::hour))).bars),
              ElementsAre("2026-05-18T10:00:00.000Z 9 9 4 4 x3"));
}

TEST(HistoryFile, KeepsEighteenDigits) {
  const TemporaryFolder folder;
  sure(test::open_history(folder.path())
           ->write(std::vector{point(as_of("2026-05-18"), "0.0020881186051367717686", 1),
                               point(as_of("2026-05-19"), "12194.2100000001", 2)}));
  HistoryReader reader(folder.path() / "history.sqlite");
  EXPECT_THAT(
      described(sure(reader.read(everything(Interval::raw))).points),
      ElementsAre("2026-05-18 0.00208811860513677177 #1", "2026-05-19 12194.2100000001 #2"));
}

TEST(HistoryFile, ForgetsEachLevelAtItsTime) {
  const TemporaryFolder folder;
  const auto file = test::open_history(folder.path());
  std::vector<rates::HistoryPoint> points;
  const auto now = test::at("2026-05-18T12:00:00Z");
  for (int days = 0; days < 1000; days += 5) {
    points.push_back(point(rates::AsOf(now - std::chrono::days(days)), "5", 1000U));
  }
  sure(file->write(points));
  EXPECT_GT(sure(file->forget(Retention{}, now)), 0U);
  HistoryReader reader(folder.path() / "history.sqlite");
  const auto count = [&](Interval interval) {
    const auto page = sure(reader.read(everything(interval)));
    return page.points.size() + page.bars.size();
  };
  EXPECT_EQ(count(Interval::raw), 3U);
  EXPECT_EQ(count(Interval::minute), 19U);
  EXPECT_EQ(count(Interval::hour), 147U);
  EXPECT_EQ(count(Interval::day), 200U);
  EXPECT_EQ(sure(file->forget(Retention{}, now)), 0U);
}

TEST(HistoryReader, PagesWithoutAGapOrARepeat) {
  const TemporaryFolder folder;
  std::vector<rates::HistoryPoint> points;
  for (unsigned seq = 1; seq <= 50; ++seq) {
    // Five of one instant: a page ends among them.
    points.push_back(point(
        rates::AsOf(test::at("2026-05-18T12:00:00Z") + std::chrono::seconds(seq / 5)), "5", seq));
  }
  sure(test::open_history(folder.path())->write(points));
  HistoryReader reader(folder.path() / "history.sqlite");
  auto query = everything(Interval::raw);
  query.limit = 7;
  std::vector<rates::HistoryPoint> read;
  for (;;) {
    const auto page = sure(reader.read(query));
    read.insert(read.end(), page.points.begin(), page.points.end());
    if (!page.next) break;
    query.after = page.next;
  }
  EXPECT_EQ(described(read), described(points));
}

TEST(HistoryReader, ReadsFromAMomentUntilBeforeAnother) {
  const TemporaryFolder folder;
  sure(test::open_history(folder.path())
           ->write(std::vector{point(as_of("2026-05-17"), "1", 1),
                               point(as_of("2026-05-18"), "2", 2),
                               point(as_of("2026-05-19"), "3", 3)}));
  HistoryReader reader(folder.path() / "history.sqlite");
  auto query = everything(Interval::day);
  query.from = test::at("2026-05-18T00:00:00Z");
  query.until = test::at("2026-05-19T00:00:00Z");
  EXPECT_THAT(described(sure(reader.read(query)).bars),
              ElementsAre("2026-05-18T00:00:00.000Z 2 2 2 2 x1"));
  const auto extent = sure(reader.extent(test::pair("KGS/USD"), query.from, query.until));
  EXPECT_EQ(extent, (rates::HistoryExtent{.days = 1, .points = 1}));
  EXPECT_THAT(sure(reader.read(everything(Interval::day, "AAA/BBB"))).bars, IsEmpty());
  EXPECT_THAT(
      described(sure(reader.last(test::pair("KGS/USD"), Interval::day, query.until, 5))),
      ElementsAre("2026-05-17T00:00:00.000Z 1 1 1 1 x1", "2026-05-18T00:00:00.000Z 2 2 2 2 x1"));
}

TEST(HistoryReader, FailsWhereThereIsNoFile) {
  HistoryReader reader("/nowhere/history.sqlite");
  const auto page = reader.read(everything(Interval::day));
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, rates::Errc::storage);
}

TEST(History, KeepsWhatSaysSomethingNew) {
  const TemporaryFolder folder;
  const rates::SystemClock clock;
  rates::NullLog log;
  {
    History history(folder.path(), quick, clock, log);
    history.add(batch(1, "5", as_of("2026-05-18")));
    history.add(batch(2, "5", as_of("2026-05-18"), Status::stale));  // a status is no value
    history.add(batch(3, "9", as_of("2026-05-19"), Status::held));
    history.add(batch(4, "5", as_of("2026-05-19")));
    history.add(batch(5, "6", as_of("2026-05-19")));
  }
  HistoryReader reader(folder.path() / "history.sqlite");
  EXPECT_THAT(described(sure(reader.read(everything(Interval::raw))).points),
              ElementsAre("2026-05-18 5 #1", "2026-05-19 5 #4", "2026-05-19 6 #5"));
}

TEST(History, IsWrittenWhileItRuns) {
  const TemporaryFolder folder;
  const rates::SystemClock clock;
  rates::NullLog log;
  History history(folder.path(), quick, clock, log);
  history.add(batch(1, "5", as_of("2026-05-18")));
  EXPECT_TRUE(test::eventually([&] { return history.state().written == 1; }));
  HistoryReader reader(history.file());
  EXPECT_EQ(sure(reader.read(everything(Interval::raw))).points.size(), 1U);
}

TEST(History, TakesBackTheLastRatesOfARunThatEndedSuddenly) {
  const TemporaryFolder folder;
  const rates::SystemClock clock;
  rates::NullLog log;
  auto daily = test::rate("KGS/USD", "5");
  auto ticking = test::rate("BTC/USD", "6");
  ticking.as_of = as_of("2026-05-18T10:00:00Z");
  const std::vector<rates::SequencedRate> recovered = {{daily, 7}, {ticking, 8}};
  for (int run = 0; run < 2; ++run) {
    History history(folder.path(), quick, clock, log);
    history.add(recovered);
  }
  HistoryReader reader(folder.path() / "history.sqlite");
  EXPECT_THAT(described(sure(reader.read(everything(Interval::raw))).points),
              ElementsAre("2026-05-18 5 #7"));
  EXPECT_THAT(sure(reader.read(everything(Interval::raw, "BTC/USD"))).points, IsEmpty());
}

}  // namespace
}  // namespace tickerd::store
