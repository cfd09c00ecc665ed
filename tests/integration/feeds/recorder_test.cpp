#include "feeds/recorder.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <sys/resource.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/recorder_folder.hpp"
#include "feeds/recording_file.hpp"
#include "feeds/recording_reader.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const auto noon = *rates::parse_timestamp("2026-05-24T12:00:00Z");

ReceivedAnswer answer(std::chrono::milliseconds after, std::string body, int status = 200) {
  return {.feed = "nbkr",
          .at = noon + after,
          .url = "https://a.example/?app_id={key}",
          .status = status,
          .headers = {{"Content-Type", "text/xml"}, {"Set-Cookie", "sid=secret"}},
          .body = std::move(body)};
}

/// Records answers as one run of `tickerd record` does.
class Session {
 public:
  explicit Session(const test::TemporaryFolder& folder, RecordingLimits limits = {},
                   std::size_t most_waiting = std::size_t{1} << 20U)
      : recorder(folder.path(), limits, log_, most_waiting) {
    EXPECT_TRUE(recorder.add("nbkr", "nbkr"));
  }
  Session& operator<<(const ReceivedAnswer& one) {
    recorder.keep(one);
    return *this;
  }

 private:
  rates::NullLog log_;

 public:
  Recorder recorder;
};

std::vector<std::string> files(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

/// "status body", or the error, of each answer that is read back.
std::vector<std::string> played(const std::filesystem::path& folder) {
  std::vector<std::string> lines;
  auto reader = RecordingReader::open(folder);
  if (!reader) return {reader.error().detail};
  for (;;) {
    const auto next = reader->next();
    if (next && !*next) return lines;
    lines.push_back(next ? std::to_string((*next)->status) + " " + (*next)->body
                         : next.error().detail);
  }
}

TEST(Recorder, KeepsEveryAnswerAsItCame) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0ms, "<a/>") << answer(15ms, "<html>", 500) << answer(1h, "", 304);
  EXPECT_THAT(files(folder.path() / "nbkr"),
              ElementsAre("2026-05-24T12-00-00.000Z.body", "2026-05-24T12-00-00.000Z.json",
                          "2026-05-24T12-00-00.015Z.body", "2026-05-24T12-00-00.015Z.json",
                          "2026-05-24T13-00-00.000Z.json"));
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("200 <a/>", "500 <html>", "304 "));
  const auto entry = *read_whole(folder.path() / "nbkr" / "2026-05-24T12-00-00.000Z.json", 10'000);
  EXPECT_THAT(entry, testing::Not(HasSubstr("secret")));
  EXPECT_THAT(entry, HasSubstr("\"preset\": \"nbkr\""));
  EXPECT_THAT(entry, HasSubstr("app_id={key}"));
}

TEST(Recorder, WritesTheSameBodyOnce) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, "a") << answer(1s, "a") << answer(2s, "", 304) << answer(3s, "a")
                  << answer(4s, "b") << answer(5s, "a");
  const auto names = files(folder.path() / "nbkr");
  EXPECT_EQ(std::ranges::count_if(names, [](const auto& n) { return n.ends_with(".body"); }), 3);
  EXPECT_THAT(played(folder.path() / "nbkr"),
              ElementsAre("200 a", "200 a", "304 ", "200 a", "200 b", "200 a"));
}

TEST(Recorder, PutsAnswersOfOneMomentInTheOrderTheyCame) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, "404", 404) << answer(0s, "a") << answer(0s, "b");
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("404 404", "200 a", "200 b"));
}

TEST(Recorder, GoesOnInTheSameFolder) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, "a");
  folder.write("nbkr/2026-05-24T12-00-01.000Z.body", "whose entry was not written");
  folder.write("nbkr/2026-05-24T12-00-02.000Z.json.new", "half of an entry");
  folder.write("nbkr/notes.txt", "an operator's");
  Session(folder) << answer(3s, "a") << answer(4s, "b");
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("200 a", "200 a", "200 b"));
  const auto names = files(folder.path() / "nbkr");
  EXPECT_EQ(std::ranges::count(names, "notes.txt"), 1);
  EXPECT_EQ(std::ranges::count(names, "2026-05-24T12-00-01.000Z.body"), 0);
  EXPECT_EQ(std::ranges::count(names, "2026-05-24T12-00-02.000Z.json.new"), 0);
}

std::uintmax_t bytes_in(const std::filesystem::path& folder) {
  std::uintmax_t sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    sum += (entry.file_size() + 4095) / 4096 * 4096;
  }
  return sum;
}

TEST(Recorder, KeepsTheNewestWithinItsBytes) {
  const test::TemporaryFolder folder;
  constexpr std::uintmax_t limit = 100'000;
  Session session(folder, {.max_bytes = limit});
  for (int i = 0; i < 50; ++i)
    session << answer(i * 1s, std::string(5000, static_cast<char>('A' + i)));
  session.recorder.finish();
  EXPECT_LE(bytes_in(folder.path() / "nbkr"), limit);
  EXPECT_GT(bytes_in(folder.path() / "nbkr"), limit - 20'000);
  EXPECT_EQ(played(folder.path() / "nbkr").back(), "200 " + std::string(5000, 'A' + 49));
  EXPECT_EQ(session.recorder.counters().kept, 50U);
  // A restart under a smaller limit removes what is too much.
  Session(folder, {.max_bytes = limit / 4}) << answer(1h, "new");
  EXPECT_LE(bytes_in(folder.path() / "nbkr"), limit / 4);
}

TEST(Recorder, KeepsNothingLongerThanItsAge) {
  const test::TemporaryFolder folder;
  Session(folder, {.max_age = 24h})
      << answer(0h, "a") << answer(10h, "b") << answer(20h, "c") << answer(30h, "d");
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("200 b", "200 c", "200 d"));
}

TEST(Recorder, HandsASharedBodyOnWhenItsOwnerIsRemoved) {
  const test::TemporaryFolder folder;
  Session(folder, {.max_age = 24h}) << answer(0h, "a") << answer(1h, "a") << answer(2h, "a")
                                    << answer(25h, "a") << answer(26h, "b");
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("200 a", "200 a", "200 b"));
}

TEST(Recorder, DropsAndCountsWhatItCannotWriteInTime) {
  const test::TemporaryFolder folder;
  Session session(folder, {}, 2000);
  session << answer(0s, std::string(5000, 'x')) << answer(1s, "small");
  session.recorder.finish();
  EXPECT_EQ(session.recorder.counters().dropped, 1U);
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre("200 small"));
}

TEST(Recorder, CountsWhatTheDiskDoesNotTake) {
  const test::TemporaryFolder folder;
  Session session(folder);
  std::filesystem::remove_all(folder.path() / "nbkr");
  session << answer(0s, "a");
  session.recorder.finish();
  EXPECT_EQ(session.recorder.counters().failed, 1U);
  EXPECT_EQ(session.recorder.counters().kept, 0U);
}

TEST(Recorder, TakesNoNameThatLeadsElsewhere) {
  const test::TemporaryFolder folder;
  rates::NullLog log;
  Recorder recorder(folder.path(), {}, log);
  for (const auto* name : {"", ".", "..", ".hidden", "../nbkr", "a/b"}) {
    EXPECT_FALSE(recorder.add(name, "nbkr")) << name;
  }
}

TEST(Recorder, KeepsTheFramesOfAnHourInOneFile) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, R"({"a":1})", 0) << answer(1s, R"({"a":2})", 0)
                  << answer(1h, R"({"a":3})", 0);
  EXPECT_THAT(files(folder.path() / "nbkr"),
              ElementsAre("2026-05-24T12-00-00.000Z.frames", "2026-05-24T13-00-00.000Z.frames"));
  Session(folder) << answer(1h + 1s, R"({"a":4})", 0);
  EXPECT_THAT(played(folder.path() / "nbkr"),
              ElementsAre(R"(0 {"a":1})", R"(0 {"a":2})", R"(0 {"a":3})", R"(0 {"a":4})"));
}

TEST(Recorder, KeepsFramesWithinItsBytes) {
  const test::TemporaryFolder folder;
  constexpr std::uintmax_t limit = 200'000;
  Session session(folder, {.max_bytes = limit}, std::size_t{64} << 20U);
  for (int i = 0; i < 10'000; ++i) session << answer(i * 1ms, std::string(100, 'x'), 0);
  session.recorder.finish();
  EXPECT_LE(bytes_in(folder.path() / "nbkr"), limit);
  EXPECT_GT(bytes_in(folder.path() / "nbkr"), limit / 2);
}

TEST(RecordingReader, PassesOverWhatIsBroken) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, "a") << answer(1s, "b") << answer(2s, "c") << answer(3s, "d")
                  << answer(4s, "e") << answer(5s, "f");
  folder.write("nbkr/2026-05-24T12-00-01.000Z.json", "{\"at\": \"2026-");
  std::filesystem::remove(folder.path() / "nbkr/2026-05-24T12-00-02.000Z.body");
  folder.write("nbkr/2026-05-24T12-00-03.000Z.body", "");
  folder.write("nbkr/2026-05-24T12-00-04.000Z.body", "x");
  const auto lines = played(folder.path() / "nbkr");
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0], "200 a");
  EXPECT_THAT(lines[1], HasSubstr("2026-05-24T12-00-01.000Z.json: expected JSON"));
  EXPECT_THAT(lines[2], HasSubstr("2026-05-24T12-00-02.000Z.body: No such file"));
  EXPECT_THAT(lines[3], HasSubstr("2026-05-24T12-00-03.000Z.body: expected the 1 bytes"));
  EXPECT_THAT(lines[4], HasSubstr("2026-05-24T12-00-04.000Z.body: expected the 1 bytes"));
  EXPECT_EQ(lines[5], "200 f");
}

TEST(RecordingReader, PassesOverABrokenFrame) {
  const test::TemporaryFolder folder;
  Session(folder) << answer(0s, "1", 0) << answer(1s, "2", 0);
  std::ofstream(folder.path() / "nbkr/2026-05-24T12-00-00.000Z.frames", std::ios::app)
      << "{\"at\":\"2026-05-24T12:00:02.000Z\",\"bo";
  const auto lines = played(folder.path() / "nbkr");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[2], HasSubstr("2026-05-24T12-00-00.000Z.frames line 3: expected JSON"));
}

/// While it lives, files of this process cannot grow at all: the disk is as good as full.
class FullDisk {
 public:
  FullDisk() : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

TEST(RecorderFolder, LeavesNoEmptyFilesOnAFullDisk) {
  const test::TemporaryFolder place;
  auto folder = RecorderFolder::open(place.path() / "nbkr", "nbkr", {});
  ASSERT_TRUE(folder) << folder.error().detail;
  int failures = 0;
  {
    const FullDisk full;
    for (int second = 0; second < 20; ++second) {
      if (!folder->keep(answer(std::chrono::seconds(second), "1", 0))) ++failures;
    }
  }
  EXPECT_EQ(failures, 10);  // every other frame is flushed
  EXPECT_THAT(files(place.path() / "nbkr"), ElementsAre());
  EXPECT_EQ(folder->bytes(), 0U);
  EXPECT_TRUE(folder->keep(answer(30s, "2", 0)));
  EXPECT_EQ(folder->bytes(), 4096U);
}

TEST(RecordingReader, SaysThatThereIsNothing) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(played(folder.path() / "nbkr"), ElementsAre(HasSubstr("recording nbkr: No such")));
  folder.write("nbkr/notes.txt", "");
  EXPECT_THAT(played(folder.path() / "nbkr"),
              ElementsAre("recording nbkr: expected answers, found none"));
}

TEST(RecordingStart, IsTheOldestAnswerOfAnyFeed) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(recording_start(folder.path()), std::nullopt);
  folder.write("cbu/2026-05-24T12-00-05.000Z.json", "{}");
  folder.write("nbk/2026-05-24T12-00-01.000Z.json", "{}");
  folder.write("nbk/2020-05-24T12-00-01.000Z.body", "");
  folder.write("recording.json", "{}");
  EXPECT_EQ(recording_start(folder.path()), noon + 1s);
}

}  // namespace
}  // namespace tickerd::feeds
