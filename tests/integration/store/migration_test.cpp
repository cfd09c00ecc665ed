#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "integration/store/samples.hpp"
#include "store/schema.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using testing::ElementsAre;

/// Makes the store that a dump describes.
void restore_dump(const std::string& dump, const std::filesystem::path& file) {
  std::ifstream in(std::filesystem::path(TICKERD_TEST_DATA) / "store" / dump);
  ASSERT_TRUE(in) << dump;
  const std::string sql(std::istreambuf_iterator<char>(in), {});
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(connection);
  sqlite3_close(connection);
}

class Migration : public testing::TestWithParam<int> {};

TEST_P(Migration, KeepsWhatAnOlderVersionStored) {
  const tickerd::test::TemporaryFolder folder;
  restore_dump("version_" + std::to_string(GetParam()) + ".sql", folder.path() / "tickerd.sqlite");
  const auto recovered = test::sure(test::open(folder.path())->recover());
  EXPECT_EQ(recovered.position, (rates::Position{"0123456789abcdef", 42}));
  ASSERT_EQ(recovered.rates.size(), 1U);
  EXPECT_EQ(recovered.rates[0].seq, 42U);
  EXPECT_EQ(rates::rate_text(recovered.rates[0].rate), "0.10710");
  const auto& rate = recovered.rates[0].rate;
  EXPECT_EQ(rates::change_percent_text(rate, rate.basis.value()), "0.08");
  EXPECT_TRUE(recovered.rates[0].rate.quarantined.empty());
  ASSERT_EQ(recovered.closes.size(), 2U);
  EXPECT_EQ(recovered.closes[1].quote.value, test::decimal("9.3371"));
}

// A version more needs its dump here: `sqlite3 tickerd.sqlite .dump` of a store that wrote it.
INSTANTIATE_TEST_SUITE_P(Versions, Migration, testing::Range(1, log_schema().version()));

TEST(Quarantine, SurvivesARestart) {
  const tickerd::test::TemporaryFolder folder;
  auto held = test::rate("TMT/USD", "0.28571");
  held.status = rates::Status::held;
  held.quarantined = {*rates::parse_date("2026-04-01"), *rates::parse_date("2026-04-02")};
  test::open(folder.path())->append({held}, {}, test::at("2026-04-02T05:00:00.000Z"));
  const auto recovered = test::sure(test::open(folder.path())->recover());
  ASSERT_EQ(recovered.rates.size(), 1U);
  EXPECT_THAT(recovered.rates[0].rate.quarantined,
              ElementsAre(held.quarantined[0], held.quarantined[1]));
}

TEST(TradingDay, OfACloseSurvivesARestart) {
  const tickerd::test::TemporaryFolder folder;
  const auto day = *rates::parse_date("2026-04-03");
  rates::Close close = test::close("kraken", "BTC/USD", "100", "2026-04-02");
  close.quote.as_of = rates::AsOf(test::at("2026-04-02T22:00:00.000Z")).counted_to(day);
  ASSERT_TRUE(test::open(folder.path())->keep(std::vector{close}));
  const auto recovered = test::sure(test::open(folder.path())->recover());
  ASSERT_EQ(recovered.closes.size(), 1U);
  EXPECT_EQ(recovered.closes[0].quote.as_of.date(), day);
  EXPECT_FALSE(recovered.closes[0].quote.as_of.is_date());
}

}  // namespace
}  // namespace tickerd::store
