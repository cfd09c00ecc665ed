#include "app/config_loader.hpp"

#include <chrono>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using namespace std::chrono_literals;
using test::load;
using test::minimal;
using test::problems;
using test::source;
using testing::ElementsAre;

TEST(ConfigLoader, TakesDefaultsFromTheTable) {
  const auto config = load(minimal());
  const Config plain;
  EXPECT_EQ(config.listen.address, plain.listen.address);
  EXPECT_EQ(config.listen.port, plain.listen.port);
  EXPECT_EQ(config.operations.address, plain.operations.address);
  EXPECT_EQ(config.operations.port, plain.operations.port);
  EXPECT_EQ(config.data_dir, "");
  EXPECT_EQ(config.threads, plain.threads);
  EXPECT_EQ(config.heartbeat, plain.heartbeat);
  EXPECT_EQ(config.slow_client_timeout, plain.slow_client_timeout);
  EXPECT_EQ(config.drain, plain.drain);
  EXPECT_EQ(config.allowed_origins, plain.allowed_origins);
  EXPECT_EQ(config.frame_ancestors, plain.frame_ancestors);
  EXPECT_EQ(config.public_url, plain.public_url);
  EXPECT_EQ(config.log_level, plain.log_level);
  EXPECT_EQ(config.limits.message_bytes, plain.limits.message_bytes);
  EXPECT_EQ(config.limits.header_bytes, plain.limits.header_bytes);
  EXPECT_EQ(config.limits.header_time, plain.limits.header_time);
  EXPECT_EQ(config.limits.pairs_per_subscription, plain.limits.pairs_per_subscription);
  EXPECT_EQ(config.limits.control_rate, plain.limits.control_rate);
  EXPECT_EQ(config.limits.control_burst, plain.limits.control_burst);
  EXPECT_EQ(config.limits.connections, plain.limits.connections);
  EXPECT_EQ(config.limits.tracked_pairs, plain.limits.tracked_pairs);
}

TEST(ConfigLoader, ReadsEveryKey) {
  const auto config = load(minimal(R"(, "$schema": "x",
    "listen": {"address": "::1", "port": 0}, "operations": {"address": "10.0.0.1", "port": 1},
    "data_dir": "/var/lib/tickerd", "threads": 3, "public_url": "https://Rates.example.org:443/",
    "allowed_origins": ["https://news.example", "null"], "frame_ancestors": ["*.news.example"],
    "heartbeat": "250ms",
    "slow_client_timeout": "5s", "drain": "0s", "log": {"level": "warning"},
    "limits": {"message_bytes": 1000, "header_bytes": 2000, "header_time": "2s",
      "pairs_per_subscription": 7, "control_rate": 8, "control_burst": 9, "connections": 10,
      "tracked_pairs": 11})"));
  EXPECT_EQ(config.listen.address, "::1");
  EXPECT_EQ(config.listen.port, 0);
  EXPECT_EQ(config.operations.address, "10.0.0.1");
  EXPECT_EQ(config.operations.port, 1);
  EXPECT_EQ(config.data_dir, "/var/lib/tickerd");
  EXPECT_EQ(config.threads, 3);
  EXPECT_EQ(config.public_url, "https://rates.example.org");
  EXPECT_THAT(config.allowed_origins, ElementsAre("https://news.example", "null"));
  EXPECT_THAT(config.frame_ancestors, ElementsAre("*.news.example"));
  EXPECT_EQ(config.heartbeat, 250ms);
  EXPECT_EQ(config.slow_client_timeout, 5s);
  EXPECT_EQ(config.drain, 0s);
  EXPECT_EQ(config.log_level, rates::Log::Level::warning);
  EXPECT_EQ(config.limits.message_bytes, 1000U);
  EXPECT_EQ(config.limits.header_bytes, 2000U);
  EXPECT_EQ(config.limits.header_time, 2s);
  EXPECT_EQ(config.limits.pairs_per_subscription, 7U);
  EXPECT_EQ(config.limits.control_rate, 8);
  EXPECT_EQ(config.limits.control_burst, 9);
  EXPECT_EQ(config.limits.connections, 10U);
  EXPECT_EQ(config.limits.tracked_pairs, 11U);
}

TEST(ConfigLoader, ReadsPairsInBothForms) {
  const auto config = load(source(R"({
    "pairs": ["KGS/USD",
      {"pair": "UZS/USD", "precision": {"significant": 7}, "basis": "7d",
       "max_age": "36h", "feeds": ["peg"]},
      {"pair": "TMT/USD", "precision": {"decimals": 0}}],
    "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]})"));
  ASSERT_EQ(config.pairs.size(), 3U);
  EXPECT_EQ(config.pairs[0].pair.text(), "KGS/USD");
  EXPECT_EQ(config.pairs[0].precision, (rates::Precision{rates::Precision::Kind::significant, 5}));
  EXPECT_EQ(config.pairs[0].max_age, std::nullopt);
  EXPECT_EQ(config.pairs[1].precision, (rates::Precision{rates::Precision::Kind::significant, 7}));
  EXPECT_EQ(config.pairs[0].basis, rates::BasisKind::previous_close);
  EXPECT_EQ(config.pairs[1].basis, rates::BasisKind::week);
  EXPECT_EQ(config.pairs[1].max_age, 36h);
  EXPECT_THAT(config.pairs[1].feeds, ElementsAre("peg"));
  EXPECT_EQ(config.pairs[2].precision, (rates::Precision{rates::Precision::Kind::decimals, 0}));
}

TEST(ConfigLoader, LaysOverridesOverThePreset) {
  const auto config = load(source(R"({"pairs": ["KGS/USD"], "feeds": [
    {"preset": "nbkr"},
    {"preset": "nbk", "name": "nbk-mirror", "url": "http://127.0.0.1:9000/{date:%d.%m.%Y}.xml",
     "every": "15m", "timeout": "7s", "allow_private": true}]})"));
  ASSERT_EQ(config.feeds.size(), 2U);
  EXPECT_EQ(config.feeds[0].name, "nbkr");
  const auto& plain = std::get<feeds::PolledSpec>(config.feeds[0].source);
  EXPECT_EQ(plain.preset.name, "nbkr");
  EXPECT_TRUE(plain.preset.url.starts_with("https://www.nbkr.kg/"));
  EXPECT_FALSE(plain.allow_private);
  EXPECT_EQ(config.feeds[1].name, "nbk-mirror");
  const auto& mirror = std::get<feeds::PolledSpec>(config.feeds[1].source);
  EXPECT_EQ(mirror.preset.name, "nbk");
  EXPECT_EQ(mirror.preset.url, "http://127.0.0.1:9000/{date:%d.%m.%Y}.xml");
  EXPECT_EQ(mirror.preset.past->url, mirror.preset.url) << "it has the days of the past";
  EXPECT_EQ(mirror.preset.every, 15min);
  EXPECT_EQ(mirror.preset.timeout, 7s);
  EXPECT_TRUE(mirror.allow_private);
}

TEST(ConfigLoader, LoadsAWeekOfThePastUnlessToldOtherwise) {
  const std::string rest = R"("pairs": ["KGS/USD"], "feeds": [
    {"preset": "cbu"}, {"preset": "cbu", "name": "mirror", "url": "http://127.0.0.1:9000/"}]})";
  const auto config = load(source("{" + rest));
  EXPECT_EQ(config.backfill_days, 7);
  EXPECT_TRUE(std::get<feeds::PolledSpec>(config.feeds[0].source).preset.past);
  EXPECT_FALSE(std::get<feeds::PolledSpec>(config.feeds[1].source).preset.past);
  EXPECT_EQ(load(source(R"({"backfill_days": 0, )" + rest)).backfill_days, 0);
  EXPECT_EQ(load(source(R"({"backfill_days": 60, )" + rest)).backfill_days, 60);
  EXPECT_FALSE(load_config(source(R"({"backfill_days": 61, )" + rest)));
}

TEST(ConfigLoader, KeepsEveryDigitOfAPeg) {
  const auto config = load(source(R"({"pairs": ["TMT/USD"], "feeds": [{"name": "peg",
    "kind": "fixed", "quotes": {"USD/TMT": "3.5000000000000000000000001", "EUR-BGN": "1.95583"}}]})"));
  const auto& peg = std::get<feeds::FixedSpec>(config.feeds.at(0).source);
  ASSERT_EQ(peg.quotes.size(), 2U);
  EXPECT_EQ(peg.quotes[0].first.text(), "EUR/BGN");
  EXPECT_EQ(peg.quotes[0].second.exact(), "1.95583");
  EXPECT_EQ(peg.quotes[1].second.exact(), "3.5000000000000000000000001");
}

TEST(ConfigLoader, ReadsRecordedBodiesInTheOrderOfTheirNames) {
  const tickerd::test::TemporaryFolder folder;
  folder.write("days/02.json", "second");
  folder.write("days/01.json", "first");
  folder.write("days/.hidden", "no");
  folder.write("days/below/03.json", "no");
  auto from = source(R"({"pairs": ["KGS/USD"], "feeds": [{"kind": "replay", "name": "demo",
    "preset": "currency-api", "directory": "days", "every": "250ms"}]})");
  from.folder = folder.path();
  const auto config = load(from);
  const auto& replay = std::get<feeds::ReplaySpec>(config.feeds.at(0).source);
  EXPECT_EQ(config.feeds[0].name, "demo");
  EXPECT_EQ(replay.preset.name, "currency-api");
  EXPECT_EQ(replay.every, 250ms);
  EXPECT_THAT(replay.bodies, ElementsAre("first", "second"));
}

TEST(ConfigLoader, AsksTheLookupForRecordedBodiesWhenThereIsOne) {
  auto from = source(R"({"pairs": ["KGS/USD"], "feeds": [{"kind": "replay",
    "preset": "currency-api", "directory": "demo"}]})");
  from.bodies = [](std::string_view directory) {
    return std::vector<std::string>{"of " + std::string(directory)};
  };
  const auto config = load(from);
  const auto& replay = std::get<feeds::ReplaySpec>(config.feeds.at(0).source);
  EXPECT_EQ(config.feeds[0].name, "currency-api");
  EXPECT_THAT(replay.bodies, ElementsAre("of demo"));
  EXPECT_EQ(replay.every, 3s);
}

TEST(ConfigLoader, StartsRelativePathsAtTheFile) {
  auto from = minimal(R"(, "data_dir": "data")");
  EXPECT_EQ(load(from).data_dir, "/nowhere/data");
  from.overrides = {"data_dir=data"};
  EXPECT_EQ(load(from).data_dir, "data") << "beside the file: as a shell would have it";
}

TEST(ConfigLoader, ReadsAPresetFileBesideTheConfiguration) {
  auto from = source(R"({"pairs": ["KGS/USD"], "feeds": [{"preset": "presets/nbkr.json"}]})");
  from.folder = test::repository_file("config");
  EXPECT_EQ(load(from).feeds.at(0).name, "nbkr");
}

TEST(ConfigLoader, ReportsAllProblemsInTheOrderOfTheFile) {
  EXPECT_EQ(problems(source("{\"pairs\": [\"kgs/usd\"],\n \"hartbeat\": \"15s\",\n"
                            " \"feeds\": [{\"preset\": \"nbkr\", \"evry\": \"5m\"}],\n"
                            " \"threads\": -1}")),
            "t.json:1:12: /pairs/0: " + rates::CurrencyPair::parse("kgs/usd").error().detail +
                "\n"
                "t.json:2:2: /hartbeat: unknown key, did you mean \"heartbeat\"?\n"
                "t.json:3:31: /feeds/0/evry: unknown key, did you mean \"every\"?\n"
                "t.json:4:13: /threads: expected a whole number from 0 to 256, got -1\n");
}

TEST(ConfigLoader, TakesNoPathForAKey) {
  for (const auto* const key : {"listen.port", "pairs[].feeds", "pairs[]", "limits.control_rate"}) {
    const auto said = problems(minimal(std::string(R"(, ")") + key + R"(": 1)"));
    EXPECT_TRUE(said.contains("unknown key")) << key << ": " << said;
  }
  const auto said = problems(source(
      R"({"pairs": [{"pair": "TMT/USD", "precision.decimals": 5}], "feeds": [{"name": "peg",)"
      R"( "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]})"));
  EXPECT_TRUE(said.contains("unknown key")) << said;
}

}  // namespace
}  // namespace tickerd::app
