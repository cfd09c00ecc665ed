#include "app/config_overrides.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using namespace std::chrono_literals;
using test::load;
using test::minimal;
using test::problems;
using testing::ElementsAre;
using testing::HasSubstr;

ConfigSource with(std::vector<std::string> overrides, Environment environment = {}) {
  auto from = minimal(R"(, "listen": {"port": 80}, "log": {"level": "warning"})");
  from.overrides = std::move(overrides);
  from.environment = std::move(environment);
  return from;
}

TEST(Overrides, CommandLineWinsOverEnvironmentOverFile) {
  EXPECT_EQ(load(with({})).listen.port, 80);
  EXPECT_EQ(load(with({}, {{"TICKERD_LISTEN_PORT", "81"}})).listen.port, 81);
  EXPECT_EQ(load(with({"listen.port=82"}, {{"TICKERD_LISTEN_PORT", "81"}})).listen.port, 82);
  EXPECT_EQ(load(with({"listen.port=82", "listen.port=0"})).listen.port, 0);
}

TEST(Overrides, SetKeysThatTheFileDoesNotHave) {
  const auto config = load(with({"operations.port=0", "limits.connections=7", "heartbeat=250ms"},
                                {{"TICKERD_PUBLIC_URL", "https://rates.example"}}));
  EXPECT_EQ(config.operations.port, 0);
  EXPECT_EQ(config.limits.connections, 7U);
  EXPECT_EQ(config.heartbeat, 250ms);
  EXPECT_EQ(config.public_url, "https://rates.example");
}

TEST(Overrides, TextKeysTakeTextThatLooksLikeANumber) {
  EXPECT_EQ(load(with({"data_dir=2026"})).data_dir, "2026");
  EXPECT_EQ(load(with({"data_dir=true"})).data_dir, "true");
  EXPECT_EQ(load(with({R"(data_dir="quoted")"})).data_dir, "quoted");
  EXPECT_EQ(load(with({"data_dir=a=b"})).data_dir, "a=b");
  EXPECT_EQ(load(with({"data_dir="})).data_dir, "");
}

TEST(Overrides, ListsOfStringsMayBeSeparatedByCommas) {
  EXPECT_THAT(load(with({"allowed_origins=null, https://a.example"})).allowed_origins,
              ElementsAre("null", "https://a.example"));
  EXPECT_THAT(load(with({R"(allowed_origins=["null"])"})).allowed_origins, ElementsAre("null"));
  EXPECT_TRUE(load(with({"allowed_origins="})).allowed_origins.empty());
  EXPECT_EQ(load(with({}, {{"TICKERD_PAIRS", "KGS/USD,TMT/USD"}})).pairs.size(), 2U);
  EXPECT_EQ(load(with({R"(pairs=["KGS/USD"])"})).pairs.at(0).pair.text(), "KGS/USD");
}

TEST(Overrides, ReachIntoLists) {
  const auto config = load(
      with({"feeds.1.preset=nbkr", "feeds.1.url=http://127.0.0.1:9000/", "feeds.1.every=250ms",
            "feeds.0.quotes.USD/TMT=3.50", "pairs.0.precision.decimals=5", "pairs.1=KGS/USD"}));
  ASSERT_EQ(config.feeds.size(), 2U);
  const auto& polled = std::get<feeds::PolledSpec>(config.feeds[1].source);
  EXPECT_EQ(polled.preset.url, "http://127.0.0.1:9000/");
  EXPECT_EQ(polled.preset.every, 250ms);
  ASSERT_EQ(config.pairs.size(), 2U);
  EXPECT_EQ(config.pairs[0].pair.text(), "TMT/USD") << "a text is widened to an object";
  EXPECT_EQ(config.pairs[0].precision, (rates::Precision{rates::Precision::Kind::decimals, 5}));
}

TEST(Overrides, LeaveVariablesOfOthersAlone) {
  EXPECT_EQ(problems(with({}, {{"TICKERD_PORT", "tcp://10.0.0.1:80"},
                               {"TICKERD_SERVICE_HOST", "10.0.0.1"},
                               {"TICKERD_CONFIG", "/x"}})),
            "");
}

struct BadOverride {
  std::string name;
  std::vector<std::string> overrides;
  Environment environment;
  std::string said;
};

class BadOverrides : public testing::TestWithParam<BadOverride> {};

TEST_P(BadOverrides, AreNamedAsTheyWereGiven) {
  EXPECT_EQ(problems(with(GetParam().overrides, GetParam().environment)), GetParam().said + "\n");
}

const BadOverride bad_overrides[] = {
    {"NoEquals",
     {"listen.port"},
     {},
     "--set listen.port: expected KEY=VALUE, such as listen.port=0"},
    {"NoKey", {"=1"}, {}, "--set =1: expected KEY=VALUE, such as listen.port=0"},
    {"UnknownKey",
     {"listen.prot=1"},
     {},
     "--set listen.prot=1: /listen/prot: unknown key, did you mean \"port\"?"},
    {"UnknownInFeed",
     {"feeds.0.evry=5s"},
     {},
     "--set feeds.0.evry=5s: /feeds/0/evry: unknown key, did you mean \"every\"?"},
    {"WrongType",
     {"listen.port=http"},
     {},
     "--set listen.port=http: /listen/port: expected a whole number from 0 to 65535, got \"http\""},
    {"IndexBeyond",
     {"feeds.5.every=5s"},
     {},
     "--set feeds.5.every=5s: /feeds/5/every: expected an index from 0 to 1 (which appends), got "
     "\"5\""},
    {"NameInAList",
     {"feeds.nbkr.every=5s"},
     {},
     "--set feeds.nbkr.every=5s: /feeds/nbkr/every: expected an index from 0 to 1 (which appends), "
     "got \"nbkr\""},
    {"InsideANumber",
     {"listen.port.x=1"},
     {},
     "--set listen.port.x=1: /listen/port/x: \"x\" cannot be set in a value without keys"},
    {"Environment",
     {},
     {{"TICKERD_LISTEN_PORT", "http"}},
     "TICKERD_LISTEN_PORT: /listen/port: expected a whole number from 0 to 65535, got \"http\""},
    {"EnvironmentList",
     {},
     {{"TICKERD_PAIRS", "kgs"}},
     "TICKERD_PAIRS: /pairs/0: " + rates::CurrencyPair::parse("kgs").error().detail},
    {"TooDeepValue",
     {"threads=" + std::string(100'000, '[')},
     {},
     "--set threads=" + std::string(100'000, '[') +
         ": /threads: expected a whole number from 0 to 256, got \"" + std::string(59, '[') +
         "..."},
};
INSTANTIATE_TEST_SUITE_P(Table, BadOverrides, testing::ValuesIn(bad_overrides),
                         [](const auto& row) { return row.param.name; });

TEST(Overrides, ComeAfterTheProblemsOfTheFile) {
  auto from = minimal(R"(, "threads": -1)");
  from.overrides = {"drain=soon"};
  EXPECT_THAT(problems(from), testing::MatchesRegex("t.json:1:[0-9]+: /threads: [^\n]+\n"
                                                    "--set drain=soon: /drain: [^\n]+\n"));
}

}  // namespace
}  // namespace tickerd::app
