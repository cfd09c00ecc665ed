#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "integration/store/full_disk.hpp"
#include "integration/store/history_samples.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using rates::Interval;
using test::as_of;
using test::batch;
using test::described;
using test::eventually;
using test::everything;
using test::quick;
using test::sure;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tickerd::test::TemporaryFolder;

/// Files in `folder` whose names contain `part`.
std::size_t files(const std::filesystem::path& folder, std::string_view part) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().contains(part)) ++count;
  }
  return count;
}

class HistoryTrouble : public testing::Test {
 protected:
  void spoil() const {
    std::ofstream(folder.path() / "history.sqlite") << "this is not a database, whatever it is";
  }
  /// Damage that the writer meets at once: it has most pages in memory, but not those.
  void damage_schema() const {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open((folder.path() / "history.sqlite").c_str(), &connection), SQLITE_OK);
    sqlite3_busy_timeout(connection, 2000);
    EXPECT_EQ(sqlite3_exec(connection,
                           "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE "
                           "TABLE points(' WHERE name = 'points'; PRAGMA schema_version = 99",
                           nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }
  std::vector<std::string> kept() const {
    HistoryReader reader(folder.path() / "history.sqlite");
    return described(sure(reader.read(everything(Interval::raw))).points);
  }

  TemporaryFolder folder;
  rates::SystemClock clock;
  test::Lines log;
};

TEST_F(HistoryTrouble, AFullDiskLosesNothingThatFitsInMemory) {
  History history(folder.path(), quick, clock, log);
  {
    const test::FullDisk full;
    history.add(batch(1, "5", as_of("2026-05-18")));
    EXPECT_TRUE(eventually([&] { return !history.state().degraded.empty(); }));
    EXPECT_THAT(history.state().degraded, HasSubstr("history.sqlite"));
    history.add(batch(2, "6", as_of("2026-05-19")));
  }
  EXPECT_TRUE(eventually([&] { return history.state().written == 2; }));
  EXPECT_TRUE(eventually([&] { return history.state().degraded.empty(); }));
  EXPECT_THAT(kept(), ElementsAre("2026-05-18 5 #1", "2026-05-19 6 #2"));
  EXPECT_THAT(log.text(), HasSubstr("history_failed"));
  EXPECT_THAT(log.text(), HasSubstr("history_recovered"));
}

TEST_F(HistoryTrouble, BeyondTheBoundTheOldestAreDroppedAndCounted) {
  History history(folder.path(), quick, clock, log);
  {
    const test::FullDisk full;
    history.add(batch(1, "5", as_of("2026-05-18")));
    ASSERT_TRUE(eventually([&] { return !history.state().degraded.empty(); }));
    for (unsigned seq = 2; seq <= 300; ++seq) {
      history.add(batch(seq, std::to_string(seq), as_of("2026-05-18")));
    }
  }
  EXPECT_TRUE(eventually([&] { return history.state().degraded.empty(); }));
  EXPECT_TRUE(eventually([&] { return history.state().waiting == 0; }));
  const auto state = history.state();
  EXPECT_EQ(state.written + state.dropped, 300U);
  EXPECT_GE(state.dropped, 200U);
  EXPECT_EQ(kept().back(), "2026-05-18 300 #300");
}

TEST_F(HistoryTrouble, ADamagedFileIsSetAsideAtTheStart) {
  spoil();
  History history(folder.path(), quick, clock, log);
  history.add(batch(1, "5", as_of("2026-05-18")));
  EXPECT_TRUE(eventually([&] { return history.state().written == 1; }));
  EXPECT_EQ(files(folder.path(), ".corrupt-"), 1U);
  EXPECT_THAT(log.text(), HasSubstr("store_set_aside"));
  EXPECT_THAT(kept(), ElementsAre("2026-05-18 5 #1"));
}

TEST_F(HistoryTrouble, AFileThatIsDamagedMeanwhileIsSetAsideToo) {
  History history(folder.path(), quick, clock, log);
  HistoryReader reader(history.file());
  history.add(batch(1, "5", as_of("2026-05-18")));
  ASSERT_TRUE(eventually([&] { return history.state().written == 1; }));
  EXPECT_EQ(sure(reader.read(everything(Interval::raw))).points.size(), 1U);
  damage_schema();
  unsigned seq = 2;
  EXPECT_TRUE(eventually([&] {
    history.add(batch(seq, std::to_string(seq), as_of("2026-05-19")));
    ++seq;
    return files(folder.path(), ".corrupt-") > 0;
  }));
  history.add(batch(1000, "7", as_of("2026-05-20")));
  EXPECT_TRUE(eventually([&] {
    const auto page = reader.read(everything(Interval::raw));
    return page && !page->points.empty() && page->points.back().seq == 1000;
  }));
}

TEST_F(HistoryTrouble, AFolderThatComesLaterIsTakenThen) {
  const auto missing = folder.path() / "later";
  History history(missing, quick, clock, log);
  EXPECT_FALSE(history.state().degraded.empty());
  history.add(batch(1, "5", as_of("2026-05-18")));
  std::filesystem::create_directory(missing);
  EXPECT_TRUE(eventually([&] { return history.state().written == 1; }));
  EXPECT_THAT(history.state().degraded, IsEmpty());
}

}  // namespace
}  // namespace tickerd::store
