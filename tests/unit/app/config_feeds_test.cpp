#include "app/config_feeds.hpp"

#include <chrono>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/feed_traits.hpp"
#include "net/sha256.hpp"
#include "support/temporary_folder.hpp"
#include "unit/app/config_feed_samples.hpp"

namespace tickerd::app {
namespace {

using namespace std::chrono_literals;
using test::feeds_source;
using test::load;
using testing::ElementsAre;

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const auto& feed : config.feeds) names.push_back(feed.name);
  return names;
}

TEST(ConfigFeeds, LeavesOutWhatIsOffAndSaysWhy) {
  const auto config = load(feeds_source(
      R"({"preset": "open"}, {"preset": "asleep"}, {"preset": "open", "name": "b", "enabled": false})"));
  EXPECT_THAT(names_of(config), ElementsAre("open"));
  ASSERT_EQ(config.off_feeds.size(), 2U);
  EXPECT_EQ(config.off_feeds[0].name, "asleep");
  EXPECT_EQ(config.off_feeds[0].reason, "its host refuses most clients");
  EXPECT_EQ(config.off_feeds[1].name, "b");
}

TEST(ConfigFeeds, RunsAPresetThatIsOffByDefaultWhenToldSo) {
  EXPECT_THAT(names_of(load(feeds_source(R"({"preset": "asleep", "enabled": true})"))),
              ElementsAre("asleep"));
  EXPECT_THAT(
      names_of(load(feeds_source(R"({"preset": "asleep", "url": "http://127.0.0.1:1/a"})"))),
      ElementsAre("asleep"))
      << "an operator's own address is the other one";
}

TEST(ConfigFeeds, AsksNothingOfAFeedThatIsOff) {
  EXPECT_EQ(test::problems(feeds_source(
                R"({"preset": "open"}, {"preset": "barred", "enabled": false},
                   {"preset": "keyed", "enabled": false}, {"kind": "pushed", "enabled": false})")),
            "");
}

TEST(ConfigFeeds, TakesFeedsThatAreOffOutOfAPairsList) {
  const auto config = load(feeds_source(R"({"preset": "open"}, {"preset": "asleep"})",
                                        R"({"pair": "TMT/USD", "feeds": ["asleep", "open"]})"));
  EXPECT_THAT(config.pairs.at(0).feeds, ElementsAre("open"));
}

TEST(ConfigFeeds, TakesTermsThatTheOperatorAccepted) {
  const auto config = load(feeds_source(R"({"preset": "barred", "accept_terms": true})"));
  EXPECT_THAT(names_of(config), ElementsAre("barred"));
}

TEST(ConfigFeeds, TakesTheOperatorsIntervalForEveryHour) {
  auto from =
      feeds_source(R"({"preset": "ecb"}, {"preset": "ecb", "name": "often", "every": "2m"})");
  from.presets = nullptr;  // those of the program
  const auto config = load(from);
  const auto& by_preset = std::get<feeds::PolledSpec>(config.feeds.at(0).source).preset;
  EXPECT_FALSE(by_preset.windows.empty());
  EXPECT_GT(by_preset.every_outside, by_preset.every);
  const auto& by_operator = std::get<feeds::PolledSpec>(config.feeds.at(1).source).preset;
  EXPECT_TRUE(by_operator.windows.empty());
  EXPECT_EQ(by_operator.every, 2min);
  EXPECT_EQ(by_operator.every_outside, 2min);
}

TEST(ConfigFeeds, ReadsAKeyFromAVariableOrAFile) {
  const tickerd::test::TemporaryFolder folder;
  folder.write("bank.key", "from-the-file\r\n");
  auto from = feeds_source(
      R"({"preset": "keyed", "key_env": "BANK_KEY"},
         {"preset": "keyed", "name": "b", "key_file": "bank.key"},
         {"preset": "keyed", "name": "c", "url": "http://127.0.0.1:1/mirror"},
         {"preset": "open", "url": "http://127.0.0.1:1/a/{key}", "key_env": "BANK_KEY"})");
  from.folder = folder.path();
  const auto config = load(from);
  const auto key = [&](std::size_t at) {
    return std::get<feeds::PolledSpec>(config.feeds.at(at).source).key;
  };
  EXPECT_EQ(key(0), "k3y-of-the-bank");
  EXPECT_EQ(key(1), "from-the-file");
  EXPECT_EQ(key(2), "") << "the operator's own address has no place for one";
  EXPECT_EQ(key(3), "k3y-of-the-bank");
}

TEST(ConfigFeeds, ReadsWhereARedirectMayLead) {
  const auto hosts = [](const std::string& list) {
    const auto config = load(feeds_source(R"({"preset": "open", "redirect_hosts": )" + list + "}"));
    return std::get<feeds::PolledSpec>(config.feeds.at(0).source).redirect_hosts;
  };
  EXPECT_THAT(hosts(R"(["www.bank.example", "[::1]:8443"])"),
              ElementsAre("www.bank.example", "[::1]:8443"));
  EXPECT_THAT(hosts("[]"), testing::IsEmpty());
}

TEST(ConfigFeeds, TakesAStreamForOne) {
  const auto config = load(feeds_source(
      R"({"preset": "ticks", "pairs": ["BTC/USD", "ETH-USD"], "publish_interval": "250ms"},
         {"preset": "ticks", "name": "b", "kind": "streamed", "pairs": ["BTC/USD"],
          "url": "ws://127.0.0.1:9/{symbols}", "allow_private": true})"));
  const auto& first = std::get<feeds::StreamedSpec>(config.feeds.at(0).source);
  ASSERT_EQ(first.pairs.size(), 2U);
  EXPECT_EQ(first.pairs[1].text(), "ETH/USD");
  EXPECT_EQ(first.publish_interval, 250ms);
  const auto& second = std::get<feeds::StreamedSpec>(config.feeds.at(1).source);
  EXPECT_EQ(second.publish_interval, 100ms);
  EXPECT_EQ(second.preset.url, "ws://127.0.0.1:9/{symbols}");
  EXPECT_TRUE(second.allow_private);
}

TEST(ConfigFeeds, KeepsOnlyTheHashOfAToken) {
  const auto config = load(feeds_source(
      R"({"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"},
         {"kind": "pushed", "preset": "open", "token_env": "OTHER_TOKEN"})"));
  EXPECT_THAT(names_of(config), ElementsAre("desk", "open"));
  const auto& desk = std::get<feeds::PushedSpec>(config.feeds[0].source);
  EXPECT_EQ(desk.preset.name, "push");
  EXPECT_EQ(desk.token_sha256, net::sha256_hex("correct-horse-battery"));
}

TEST(ConfigFeeds, ReadsARecording) {
  const tickerd::test::TemporaryFolder folder;
  folder.write("tape/open/index", "");
  auto from = feeds_source(
      R"({"kind": "replay", "preset": "open", "recording": "tape/open", "speed": 60})");
  from.folder = folder.path();
  const auto config = load(from);
  const auto& spec = std::get<feeds::RecordingSpec>(config.feeds.at(0).source);
  EXPECT_EQ(spec.directory, folder.path() / "tape/open");
  EXPECT_EQ(spec.speed, 60);
}

TEST(ConfigFeeds, ReadsTheBoundOfAJump) {
  const auto jump = [](const std::string& pair, const std::string& more) {
    auto from = feeds_source(R"({"preset": "open"})", pair);
    from.text.insert(1, more);
    return load(from).pairs.at(0).max_jump_percent.exact();
  };
  EXPECT_EQ(jump(R"("TMT/USD")", ""), "10");
  EXPECT_EQ(jump(R"("TMT/USD")", R"("max_jump_percent": 12.5,)"), "12.5");
  EXPECT_EQ(jump(R"({"pair": "TMT/USD", "max_jump_percent": "0.25"})", R"("max_jump_percent": 5,)"),
            "0.25");
}

TEST(FeedTraits, SayWhatTheDeskHasToKnow) {
  const auto from = feeds_source(
      R"({"preset": "open"}, {"preset": "ticks", "pairs": ["BTC/USD"]},
         {"kind": "pushed", "token_env": "DESK_TOKEN"},
         {"kind": "fixed", "name": "peg", "quotes": {"USD/TMT": "3.5"}},
         {"kind": "replay", "preset": "open", "name": "demo", "directory": "days"})");
  auto config = load(from);
  rates::Calendar::Rules rules;
  auto& polled = std::get<feeds::PolledSpec>(config.feeds[0].source);
  polled.preset.calendar =
      std::make_shared<const rates::Calendar>(rates::Calendar::make(rules).value());
  const auto traits = traits_of(config.feeds, config.day_end);
  using Kind = rates::FeedTraits::Kind;
  ASSERT_EQ(traits.size(), 5U);
  EXPECT_EQ(traits[0].calendar.get(), polled.preset.calendar.get());
  EXPECT_EQ(traits[0].day_end, config.day_end);
  EXPECT_FALSE(traits[0].ticks);
  EXPECT_TRUE(traits[1].ticks);
  EXPECT_EQ(traits[1].day_end, config.day_end);
  EXPECT_EQ(traits[2].kind, Kind::market);
  EXPECT_EQ(traits[3].kind, Kind::peg);
  EXPECT_EQ(traits[3].day_end, nullptr);
  EXPECT_EQ(traits[4].kind, Kind::simulated);
}

}  // namespace
}  // namespace tickerd::app
