#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "integration/feeds/running_feed.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using test::RunningFeed;

/// The recording that the demo plays, oldest first.
std::vector<std::string> demo_bodies() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(TICKERD_TEST_DATA "/../../config/demo")) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<std::string> bodies;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    bodies.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return bodies;
}

std::string of_som(const rates::FeedUpdate& update) {
  Table table;
  table.quotes = update.quotes;
  return test::said(table, "USD/KGS");
}

TEST(ReplayFeed, MovesTheDatesOnEachRound) {
  const ReplaySpec spec{*find_preset("currency-api"), demo_bodies(), 1ms};
  ASSERT_EQ(spec.bodies.size(), 14U);
  RunningFeed feed({"demo", spec}, "2025-01-01T00:00:00Z");  // before the recording
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() >= 30; })) << feed.error();
  EXPECT_EQ(of_som(feed.updates[0]), "87.46336727 2026-09-16");
  EXPECT_EQ(of_som(feed.updates[13]), "87.45712429 2026-09-29");
  EXPECT_EQ(of_som(feed.updates[14]), "87.46336727 2026-09-30");
  EXPECT_EQ(of_som(feed.updates[28]), "87.46336727 2026-10-14");
  EXPECT_EQ(feed.updates[14].quotes[0].fetched_at, feed.clock.now());
  EXPECT_EQ(feed.health().state, FeedHealth::State::ok);
}

TEST(ReplayFeed, GoesOnBeyondTheDatesThatEarlierRunsKept) {
  const ReplaySpec spec{*find_preset("currency-api"), demo_bodies(), 1ms};
  const struct {
    const char* kept_until;
    const char* first;
  } cases[] = {{"2026-09-15", "2026-09-16"},
               {"2026-09-16", "2026-09-30"},
               {"2026-09-29", "2026-09-30"},
               {"2026-09-30", "2026-10-14"}};
  for (const auto& row : cases) {
    RunningFeed feed({"demo", spec}, "2025-01-01T00:00:00Z", *rates::parse_date(row.kept_until));
    ASSERT_TRUE(feed.until([&] { return !feed.updates.empty(); }));
    EXPECT_EQ(of_som(feed.updates[0]), std::string("87.46336727 ") + row.first) << row.kept_until;
  }
}

TEST(ReplayFeed, GoesOnAfterABodyThatCannotBeRead) {
  auto bodies = demo_bodies();
  bodies.resize(3);
  bodies[1] = "<html>";
  const ReplaySpec spec{*find_preset("currency-api"), bodies, 1ms};
  RunningFeed feed({"demo", spec});
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() >= 3; }));
  EXPECT_EQ(feed.health().failures.at(rates::Errc::bad_document), 1U);
  EXPECT_EQ(of_som(feed.updates[2]), "87.46336727 2026-09-19");
}

TEST(FixedFeed, StatesItsPegAnewEachUtcDay) {
  const FixedSpec spec{{{*rates::CurrencyPair::parse("USD/TMT"), *rates::Decimal::parse("3.5")}}};
  RunningFeed feed({"tmt-peg", spec}, "2026-05-24T23:59:59.900Z");
  ASSERT_TRUE(feed.until([&] { return !feed.updates.empty(); }));
  EXPECT_EQ(feed.updates[0].quotes[0].as_of.text(), "2026-05-24");
  EXPECT_EQ(feed.updates[0].quotes[0].value.exact(), "3.5");
  feed.clock.advance(200ms);
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 2; }));
  EXPECT_EQ(feed.updates[1].quotes[0].as_of.text(), "2026-05-25");
  EXPECT_EQ(feed.health().state, FeedHealth::State::ok);
  EXPECT_FALSE(feed.until([&] { return feed.updates.size() > 2; }, 200ms));
}

}  // namespace
}  // namespace tickerd::feeds
