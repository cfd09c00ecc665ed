#include "store/local_log.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "integration/store/samples.hpp"
#include "store/sqlite.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using rates::Close;
using rates::Rate;
using test::close;
using test::decimal;
using test::described;
using test::open;
using test::open_error;
using test::published;
using test::rate;
using testing::ElementsAre;
using testing::HasSubstr;
using tickerd::test::TemporaryFolder;

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(connection);
  sqlite3_close(connection);
}

TEST(LocalLog, NewStoreIsEmptyUnderARandomEpoch) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  const auto recovered = test::sure(open(first.path() / "made" / "on the way")->recover());
  EXPECT_THAT(recovered.position.epoch, testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(recovered.position.seq, 0U);
  EXPECT_TRUE(recovered.rates.empty());
  EXPECT_TRUE(recovered.closes.empty());
  EXPECT_NE(test::sure(open(second.path())->recover()).position.epoch, recovered.position.epoch);
}

TEST(LocalLog, BatchesCountUpInOneEpochOverRestarts) {
  const TemporaryFolder folder;
  std::string epoch;
  for (std::uint64_t run = 0; run < 3; ++run) {
    const auto log = open(folder.path());
    const auto position = test::sure(log->recover()).position;
    if (run == 0) epoch = position.epoch;
    EXPECT_EQ(position, (rates::Position{epoch, run * 2}));
    for (std::uint64_t step = 1; step <= 2; ++step) {
      const auto batch = log->append({rate("TJS/USD", "0.1")}, {}, published);
      EXPECT_EQ(batch->epoch, epoch);
      EXPECT_EQ(batch->seq, run * 2 + step);
      EXPECT_EQ(batch->published_at, published);
      ASSERT_EQ(batch->rates.size(), 1U);
      EXPECT_EQ(log->degraded(), "");
    }
  }
}

struct KeptRate {
  std::string name;
  Rate rate;
};

class KeptRates : public testing::TestWithParam<KeptRate> {};

TEST_P(KeptRates, ComeBackToTheLastDigit) {
  const TemporaryFolder folder;
  (void)open(folder.path())->append({GetParam().rate}, {}, published);  // the batch is not at issue
  const auto recovered = test::sure(open(folder.path())->recover());
  ASSERT_EQ(recovered.rates.size(), 1U);
  EXPECT_EQ(described(recovered.rates.front()), described({GetParam().rate, 1}));
  EXPECT_TRUE(recovered.rates.front().rate.value == GetParam().rate.value);
}

Rate with_everything() {
  auto full = rate("UZS/USD", "0.0000820062");
  full.precision = {rates::Precision::Kind::decimals, 8};
  full.basis = rates::Basis{rates::BasisKind::previous_close, decimal("0.000082007"),
                            test::as_of("2026-03-31")};
  full.source = "nbkr+cbu";
  full.status = rates::Status::pegged;
  return full;
}

Rate of_an_instant() {
  auto tick = rate("EUR/USD", "1.0871");
  tick.as_of = test::as_of("2026-05-18T05:02:11.007Z");
  tick.status = rates::Status::held;
  return tick;
}

Rate crossed_with_basis() {
  auto cross = rate("KZT/KGS", decimal("87.45") / decimal("479.13"));
  cross.basis = rates::Basis{rates::BasisKind::previous_close, decimal("1") / decimal("7"),
                             test::as_of("2026-05-17")};
  cross.other_bases = {
      {rates::BasisKind::open, decimal("2") / decimal("7"), test::as_of("2026-05-18")},
      {rates::BasisKind::week, decimal("0.1814"), test::as_of("2026-05-11T05:02:11.007Z")}};
  return cross;
}

const KeptRate kept_rates[] = {
    {.name = "Plain", .rate = rate("TJS/USD", "0.10710")},
    {.name = "EveryField", .rate = with_everything()},
    {.name = "Instant", .rate = of_an_instant()},
    {.name = "Quotient", .rate = rate("KGS/USD", decimal("1") / decimal("87.45"))},
    {.name = "QuotientOfThirds", .rate = rate("KGS/USD", decimal("2") / decimal("3"))},
    {.name = "CrossWithQuotientBasis", .rate = crossed_with_basis()},
    {.name = "FortyDigits", .rate = rate("AAA/BBB", "1234567890123456789012345678901234567890")},
    {.name = "VerySmall", .rate = rate("AAA/BBB", "1.0190957e-30")},
};
INSTANTIATE_TEST_SUITE_P(Table, KeptRates, testing::ValuesIn(kept_rates),
                         [](const auto& row) { return row.param.name; });

TEST(LocalLog, NewestRateOfAPairReplacesTheOlder) {
  const TemporaryFolder folder;
  {
    const auto log = open(folder.path());
    (void)log->append({rate("KGS/USD", "0.0114"), rate("TJS/USD", "0.107")}, {}, published);
    (void)log->append({rate("KGS/USD", "0.0115")}, {}, published);
  }
  const auto recovered = test::sure(open(folder.path())->recover());
  EXPECT_THAT(described(recovered.rates), ElementsAre(described({rate("KGS/USD", "0.0115"), 2}),
                                                      described({rate("TJS/USD", "0.107"), 1})));
}

TEST(LocalLog, ClosesComeBackOldestDateFirstAndRevised) {
  const TemporaryFolder folder;
  {
    const auto log = open(folder.path());
    (void)log->append({rate("TJS/USD", "0.107")},
                      std::vector{close("nbt", "USD/TJS", "9.3", "2026-05-19"),
                                  close("cbu", "USD/UZS", "12194.21", "2026-04-01")},
                      published);
    ASSERT_TRUE(log->keep(std::vector{close("nbt", "USD/TJS", "9.4", "2026-05-18"),
                                      close("nbt", "USD/TJS", "9.31", "2026-05-19")}));
  }
  const auto recovered = test::sure(open(folder.path())->recover());
  EXPECT_EQ(recovered.position.seq, 1U) << "keep() takes no seq";
  EXPECT_THAT(recovered.closes, ElementsAre(close("cbu", "USD/UZS", "12194.21", "2026-04-01"),
                                            close("nbt", "USD/TJS", "9.4", "2026-05-18"),
                                            close("nbt", "USD/TJS", "9.31", "2026-05-19")));
}

TEST(LocalLog, DatesBeforeTheNewestFortyAreForgotten) {
  const TemporaryFolder folder;
  {
    const auto log = open(folder.path());
    for (int day = 0; day < 50; ++day) {
      const auto date = rates::to_string(rates::Date(std::chrono::days(20'000 + day)));
      ASSERT_TRUE(log->keep(std::vector{close("nbt", "USD/TJS", "9.3", date)}));
    }
    ASSERT_TRUE(log->keep(std::vector{close("nbk", "USD/TJS", "9.4", "2026-05-19")}));
  }
  const auto database = test::sure(Database::open(folder.path() / "tickerd.sqlite"));
  EXPECT_EQ(test::sure(database->query_text("SELECT count(*) FROM closes")), "41");
}

TEST(LocalLog, NewestFortyDatesOfEachFeedAndPairComeBack) {
  const TemporaryFolder folder;
  const auto log = open(folder.path());
  std::vector<Close> closes;
  for (int day = 0; day < 50; ++day) {
    const auto date = rates::to_string(rates::Date(std::chrono::days(20'000 + day)));
    closes.push_back(close("nbt", "USD/TJS", "9.3", date));
    closes.push_back(close("nbk", "USD/TJS", "9.4", date));
    if (day < 5) closes.push_back(close("nbt", "EUR/TJS", "10.3", date));
  }
  ASSERT_TRUE(log->keep(closes));
  std::map<std::string, std::vector<rates::Date>> dates;
  for (const auto& one : test::sure(log->recover()).closes) {
    dates[one.feed + " " + one.quote.pair.text()].push_back(one.quote.as_of.date());
  }
  EXPECT_EQ(dates["nbt USD/TJS"].size(), 40U);
  EXPECT_EQ(dates["nbk USD/TJS"].size(), 40U);
  EXPECT_EQ(dates["nbt EUR/TJS"].size(), 5U);
  EXPECT_EQ(dates["nbt USD/TJS"].front(), rates::Date(std::chrono::days(20'010)));
  EXPECT_EQ(dates["nbt USD/TJS"].back(), rates::Date(std::chrono::days(20'049)));
}

TEST(LocalLog, SecondOpenOfAFolderIsRefusedUntilTheFirstIsGone) {
  const TemporaryFolder folder;
  auto first = open(folder.path());
  const auto refusal = open_error(folder.path());
  EXPECT_THAT(refusal, HasSubstr(folder.path().string()));
  EXPECT_THAT(refusal,
              HasSubstr("in use by another tickerd (process " + std::to_string(::getpid()) + ")"));
  first.reset();
  EXPECT_EQ(open_error(folder.path()), "opened");
}

/// The one file that was set aside in `folder`.
std::filesystem::path set_aside_in(const std::filesystem::path& folder) {
  std::filesystem::path found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("tickerd.sqlite.corrupt-") || name.ends_with("-wal")) continue;
    EXPECT_TRUE(found.empty()) << name;
    found = entry.path();
  }
  return found;
}

TEST(LocalLog, FileThatIsNoDatabaseIsSetAside) {
  const TemporaryFolder folder;
  const std::string garbage(8192, '#');
  folder.write("tickerd.sqlite", garbage);
  EXPECT_EQ(open_error(folder.path()), "opened");
  std::ifstream left(set_aside_in(folder.path()), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(left), {}), garbage);
}

TEST(LocalLog, DamagedStoreIsSetAsideAndAnotherEpochBegins) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "tickerd.sqlite";
  const auto before = open(folder.path())->append({rate("TJS/USD", "0.107")}, {}, published);
  const auto size = std::filesystem::file_size(file);
  std::fstream damaged(file, std::ios::binary | std::ios::in | std::ios::out);
  damaged.seekp(4096);
  damaged << std::string(size - 4096, '\x5a');
  damaged.close();

  const auto after = open(folder.path())->append({rate("TJS/USD", "0.108")}, {}, published);
  EXPECT_NE(after->epoch, before->epoch);
  EXPECT_EQ(after->seq, 1U);
  EXPECT_EQ(std::filesystem::file_size(set_aside_in(folder.path())), size);
}

TEST(LocalLog, UnreadableRowIsNamed) {
  const TemporaryFolder folder;
  (void)open(folder.path())->append({rate("TJS/USD", "0.107")}, {}, published);
  run_sql(folder.path() / "tickerd.sqlite", "UPDATE rates SET status = 'asleep'");
  const auto recovered = open(folder.path())->recover();
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().code, rates::Errc::storage);
  EXPECT_THAT(recovered.error().detail,
              testing::AllOf(HasSubstr("tickerd.sqlite"), HasSubstr("table rates: TJS/USD"),
                             HasSubstr("asleep")));
}

TEST(LocalLog, StoreOfANewerVersionIsNotTouched) {
  const TemporaryFolder folder;
  open(folder.path());
  run_sql(folder.path() / "tickerd.sqlite", "PRAGMA user_version = 99");
  EXPECT_THAT(open_error(folder.path()), HasSubstr("schema version 99 is newer"));
}

TEST(LocalLog, DatabaseOfAnotherProgramIsNotTouched) {
  const TemporaryFolder folder;
  run_sql(folder.path() / "tickerd.sqlite", "CREATE TABLE theirs(x)");
  EXPECT_THAT(open_error(folder.path()), HasSubstr("a database of another program"));
}

}  // namespace
}  // namespace tickerd::store
