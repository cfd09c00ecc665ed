#include "feeds/recording_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "feeds/recorder.hpp"
#include "integration/feeds/running_feed.hpp"
#include "integration/feeds/running_stream.hpp"
#include "support/temporary_folder.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Errc;
using test::payload;
using test::RunningFeed;
using testing::HasSubstr;

const auto april = *rates::parse_timestamp("2026-04-01T12:00:00Z");

/// Records answers of Kazakhstan's bank; `of_another` puts one of another bank before them.
class Recorded {
 public:
  struct Step {
    std::chrono::milliseconds after;
    std::string body;
    int status = 200;
  };

  explicit Recorded(const std::vector<Step>& steps,
                    std::optional<rates::Timestamp> of_another = std::nullopt) {
    rates::NullLog log;
    Recorder recorder(folder_.path(), {}, log);
    EXPECT_TRUE(recorder.add("nbk", "nbk"));
    EXPECT_TRUE(recorder.add("cbu", "cbu"));
    if (of_another) {
      recorder.keep({.feed = "cbu",
                     .at = *of_another,
                     .url = "https://cbu.uz/",
                     .status = 200,
                     .headers = {},
                     .body = "[]"});
    }
    for (const auto& step : steps) {
      recorder.keep({.feed = "nbk",
                     .at = april + step.after,
                     .url = "https://nationalbank.kz/rss?key={key}",
                     .status = step.status,
                     .headers = {{"Content-Type", "text/xml"}},
                     .body = step.body});
    }
  }

  FeedSpec spec(double speed) const {
    return {"nbk", RecordingSpec{.preset = *find_preset("nbk"),
                                 .directory = folder_.path() / "nbk",
                                 .speed = speed}};
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
};

std::string day(int number) {
  return payload("nbk/get_rates_2026-04-0" + std::to_string(number) + ".xml");
}

std::string dollar(const rates::FeedUpdate& update) {
  Table table;
  table.quotes = update.quotes;
  return test::said(table, "USD/KZT");
}

TEST(RecordingFeed, PlaysWhatWasRecordedWithItsFailures) {
  const Recorded recorded({{0s, day(1)},
                           {1s, day(1)},
                           {2s, "<html><title>Down</title></html>"},
                           {3s, "oops", 500},
                           {4s, "", 304},
                           {5s, day(2)}});
  RunningFeed feed(recorded.spec(100), "2026-11-24T00:00:00Z");
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 2; })) << feed.error();
  EXPECT_EQ(dollar(feed.updates[0]), "478.77 2026-04-01");
  EXPECT_EQ(dollar(feed.updates[1]), "475.09 2026-04-02");
  EXPECT_EQ(feed.updates[1].feed, "nbk");
  EXPECT_EQ(feed.updates[1].quotes[0].fetched_at, feed.clock.now());
  EXPECT_EQ(feed.health().attempts, 6U);
  EXPECT_EQ(feed.health().unchanged, 2U);
  EXPECT_EQ(feed.health().failures.at(Errc::bad_document), 1U);
  EXPECT_EQ(feed.health().failures.at(Errc::http_status), 1U);
  EXPECT_EQ(feed.health().state, FeedHealth::State::ok);
  ASSERT_TRUE(feed.until([&] { return !feed.health().next_attempt; }));  // it ends
}

TEST(RecordingFeed, SaysOfAStatusWhatThePolledFeedSays) {
  const Recorded recorded({{0s, "oops", 500}});
  RunningFeed feed(recorded.spec(1));
  ASSERT_TRUE(feed.until([&] { return feed.health().attempts == 1; }));
  EXPECT_EQ(feed.error(),
            "nbk: https://nationalbank.kz: expected status 200, got 500 with text \"oops\"");
}

TEST(RecordingFeed, KeepsTheTimeBetweenAnswersDividedByTheSpeed) {
  const Recorded recorded({{0s, day(1)}, {60s, day(2)}});
  const auto began = std::chrono::steady_clock::now();
  RunningFeed feed(recorded.spec(200));
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 2; })) << feed.error();
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_GE(took, 300ms);
  EXPECT_LT(took, 5s);
}

TEST(RecordingFeed, BeginsWhenItsFirstAnswerCameAfterThoseOfOtherFeeds) {
  const Recorded recorded({{0s, day(1)}}, april - 60s);
  RunningFeed feed(recorded.spec(100));
  EXPECT_FALSE(feed.until([&] { return feed.health().attempts > 0; }, 400ms));
  EXPECT_EQ(feed.health().next_attempt.has_value(), true);
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 1; })) << feed.error();
}

TEST(RecordingFeed, JudgesDatesByTheTimeOfTheRecording) {
  auto future = day(1);
  future.replace(future.find("01.04.2026"), 10, "01.06.2026");
  const Recorded recorded({{0s, future}});
  RunningFeed feed(recorded.spec(1), "2026-11-24T00:00:00Z");
  ASSERT_TRUE(feed.until([&] { return feed.health().attempts == 1; }));
  EXPECT_THAT(feed.error(), HasSubstr("at most 7 days ahead of 2026-04-01"));
  EXPECT_TRUE(feed.updates.empty());
}

TEST(RecordingFeed, PassesOverWhatCannotBeReadFromTheDisk) {
  const Recorded recorded({{0s, day(1)}, {1s, "x"}, {2s, day(2)}});
  std::filesystem::resize_file(recorded.path() / "nbk/2026-04-01T12-00-01.000Z.json", 20);
  RunningFeed feed(recorded.spec(100));
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 2; })) << feed.error();
  EXPECT_EQ(feed.health().failures.at(Errc::bad_document), 1U);
  EXPECT_EQ(dollar(feed.updates[1]), "475.09 2026-04-02");
}

TEST(RecordingFeed, HandsFramesOnTogetherThatComeOneAfterTheOther) {
  const test::TemporaryFolder folder;
  {
    rates::NullLog log;
    Recorder recorder(folder.path(), {}, log);
    ASSERT_TRUE(recorder.add("kraken", "kraken"));
    for (int at = 1; at <= 150; ++at) {
      recorder.keep({.feed = "kraken",
                     .at = test::after_all() + std::chrono::milliseconds(2 * at),
                     .url = "wss://ws.kraken.com/v2",
                     .status = 0,
                     .headers = {},
                     .body = test::kraken_ticker("BTC/USD", std::to_string(at))});
    }
  }
  RunningFeed feed({"kraken", RecordingSpec{.preset = *find_preset("kraken"),
                                            .directory = folder.path() / "kraken",
                                            .pairs = test::pairs_of({"BTC/USD"})}});
  const auto is_over = [&] {
    return !feed.updates.empty() && feed.updates.back().quotes[0].value.exact() == "150";
  };
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(feed.until(is_over)) << feed.error();
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_EQ(feed.health().attempts, 150U);
  EXPECT_GT(feed.updates.size(), 1U);
  EXPECT_LE(feed.updates.size(), static_cast<std::size_t>(took / 100ms) + 3);
}

TEST(RecordingFeed, HandsAFrameOnBeforeALongPause) {
  const test::TemporaryFolder folder;
  {
    rates::NullLog log;
    Recorder recorder(folder.path(), {}, log);
    ASSERT_TRUE(recorder.add("kraken", "kraken"));
    for (const auto after : {0ms, 1ms, 600'000ms}) {
      recorder.keep({.feed = "kraken",
                     .at = test::after_all() + after,
                     .url = "wss://ws.kraken.com/v2",
                     .status = 0,
                     .headers = {},
                     .body = test::kraken_ticker("BTC/USD", std::to_string(after.count() + 1))});
    }
  }
  RunningFeed feed({"kraken", RecordingSpec{.preset = *find_preset("kraken"),
                                            .directory = folder.path() / "kraken",
                                            .pairs = test::pairs_of({"BTC/USD"})}});
  ASSERT_TRUE(feed.until([&] {
    return !feed.updates.empty() && feed.updates.back().quotes[0].value.exact() == "2";
  })) << feed.error();
}

TEST(RecordingFeed, SaysThatThereIsNoRecording) {
  const Recorded recorded({});
  RunningFeed feed(recorded.spec(1));
  ASSERT_TRUE(feed.until([&] { return feed.health().attempts == 1; }));
  EXPECT_EQ(feed.health().last_error->code, Errc::not_found);
  EXPECT_THAT(feed.error(), HasSubstr("recording nbk: expected answers, found none"));
}

}  // namespace
}  // namespace tickerd::feeds
