#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "unit/app/config_feed_samples.hpp"

namespace tickerd::app {
namespace {

using test::feeds_source;
using testing::HasSubstr;

struct BadFeed {
  std::string name;
  std::string feeds;
  std::string where;  // the JSON pointer
  std::string says;
};

class BadFeeds : public testing::TestWithParam<BadFeed> {};

TEST_P(BadFeeds, AreRefusedWithPlaceAndReason) {
  const auto said = test::problems(feeds_source(GetParam().feeds));
  EXPECT_THAT(said, HasSubstr(": " + GetParam().where + ": "));
  EXPECT_THAT(said, HasSubstr(GetParam().says));
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << "one problem, once: " << said;
}

const BadFeed bad_feeds[] = {
    {"TermsForbid", R"({"preset": "barred"})", "/feeds/0", "https://bank.example/terms"},
    {"TermsOfARecording",
     R"({"preset": "barred", "kind": "replay", "directory": "days", "accept_terms": false})",
     "/feeds/0", R"("accept_terms": true)"},
    {"NoFeedIsOn", R"({"preset": "asleep"})", "/feeds", "none of the feeds is enabled"},
    {"EnabledIsAWord", R"({"preset": "open", "enabled": "yes"})", "/feeds/0/enabled",
     "expected true or false"},
    {"KeyMissing", R"({"preset": "keyed"})", "/feeds/0",
     R"(expected one of the keys "key_env" and "key_file", got none)"},
    {"KeyTwice", R"({"preset": "keyed", "key_env": "BANK_KEY", "key_file": "key"})", "/feeds/0",
     "got both"},
    {"KeyForNobody", R"({"preset": "open", "key_env": "BANK_KEY"})", "/feeds/0/key_env",
     "no place for a key"},
    {"VariableNotSet", R"({"preset": "keyed", "key_env": "NO_KEY"})", "/feeds/0/key_env",
     "the environment variable NO_KEY is not set"},
    {"VariableEmpty", R"({"preset": "keyed", "key_env": "EMPTY_KEY"})", "/feeds/0/key_env",
     "EMPTY_KEY: it is empty"},
    {"KeyWithBlanks", R"({"preset": "keyed", "key_env": "ODD_KEY"})", "/feeds/0/key_env",
     "printable ASCII"},
    {"KeyFileMissing", R"({"preset": "keyed", "key_file": "bank.key"})", "/feeds/0/key_file",
     "found no file there"},
    {"KeyInTheText", R"({"preset": "keyed", "key_env": "BANK_KEY", "key": "abc"})", "/feeds/0/key",
     "unknown key"},
    {"RedirectToAPage", R"({"preset": "open", "redirect_hosts": ["a.example", "b.example/rates"]})",
     "/feeds/0/redirect_hosts/1", R"(expected a host such as "www.bank.example")"},
    {"RedirectOfAStream",
     R"({"preset": "ticks", "pairs": ["BTC/USD"], "redirect_hosts": ["a.example"]})",
     "/feeds/0/redirect_hosts", R"(a feed of kind "streamed" has no such key)"},
    {"StreamWithoutPairs", R"({"preset": "ticks"})", "/feeds/0", R"("pairs": ["BTC/USD"])"},
    {"StreamOfNoPair", R"({"preset": "ticks", "pairs": []})", "/feeds/0/pairs",
     "at least one pair"},
    {"StreamOfABadPair", R"({"preset": "ticks", "pairs": ["BTC/USD", "btc"]})", "/feeds/0/pairs/1",
     "btc"},
    {"StreamOfAPairTwice", R"({"preset": "ticks", "pairs": ["BTC/USD", "BTC-USD"]})",
     "/feeds/0/pairs/1", "BTC/USD is listed twice"},
    {"StreamIsPolled", R"({"preset": "ticks", "kind": "polled"})", "/feeds/0/kind",
     R"(preset ticks is a stream: expected "streamed")"},
    {"StreamIsNone", R"({"preset": "open", "kind": "streamed", "pairs": ["BTC/USD"]})",
     "/feeds/0/kind", "preset open is no stream"},
    {"StreamOverHttp", R"({"preset": "ticks", "pairs": ["BTC/USD"], "url": "http://a.example/"})",
     "/feeds/0/url", "expected ws or wss"},
    {"StreamIsNotAskedEvery", R"({"preset": "ticks", "pairs": ["BTC/USD"], "every": "1s"})",
     "/feeds/0/every", R"(a feed of kind "streamed" has no such key)"},
    {"PairsOfAPolledFeed", R"({"preset": "open", "pairs": ["BTC/USD"]})", "/feeds/0/pairs",
     R"(a feed of kind "polled" has no such key)"},
    {"PushWithoutToken", R"({"kind": "pushed"})", "/feeds/0",
     R"(nobody may push to it: expected one of the keys "token_env" and "token_file", or)"},
    {"ShortToken", R"({"kind": "pushed", "token_env": "SHORT_TOKEN"})", "/feeds/0/token_env",
     "expected at least 16 bytes, got 9"},
    {"SameTokenTwice",
     R"({"kind": "pushed", "token_env": "DESK_TOKEN"},
        {"kind": "pushed", "name": "b", "token_env": "DESK_TOKEN"})",
     "/feeds/1", R"(feed "push" has the same token)"},
    {"PushedFromAnAddress",
     R"({"kind": "pushed", "token_env": "DESK_TOKEN", "url": "http://a.example/"})", "/feeds/0/url",
     R"(a feed of kind "pushed" has no such key)"},
    {"ReplayOfBoth", R"({"kind": "replay", "preset": "open", "directory": "a", "recording": "b"})",
     "/feeds/0", "got both"},
    {"SpeedOfADirectory", R"({"kind": "replay", "preset": "open", "directory": "a", "speed": 2})",
     "/feeds/0/speed", R"(only a "recording" has a speed)"},
    {"PaceOfARecording", R"({"kind": "replay", "preset": "open", "recording": "/", "every": "3s"})",
     "/feeds/0/every", R"(give "speed" instead)"},
    {"NoSpeed", R"({"kind": "replay", "preset": "open", "recording": "/", "speed": 0})",
     "/feeds/0/speed", "a whole number from 1"},
    {"NoRecordingThere", R"({"kind": "replay", "preset": "open", "recording": "tape"})",
     "/feeds/0/recording", "found no folder at /nowhere/tape"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadFeeds, testing::ValuesIn(bad_feeds),
                         [](const auto& row) { return row.param.name; });

TEST(BadFeeds, NeverRepeatASecret) {
  const tickerd::test::TemporaryFolder folder;
  folder.write("key", "hidden in a file");
  auto from = feeds_source(R"({"preset": "keyed", "key_file": "key"},
                              {"preset": "keyed", "name": "b", "key_env": "hidden-by-mistake"},
                              {"preset": "keyed", "name": "c", "key_file": "hidden-in-a-path"},
                              {"kind": "pushed", "token_env": "SHORT_TOKEN"})");
  from.folder = folder.path();
  const auto said = test::problems(from);
  EXPECT_EQ(std::ranges::count(said, '\n'), 4) << said;
  EXPECT_THAT(said, testing::Not(testing::AnyOf(HasSubstr("hidden"), HasSubstr("too-short"))));
}

struct BadTop {
  std::string name;
  std::string keys;
  std::string says;
};

class BadTopKeys : public testing::TestWithParam<BadTop> {};

TEST_P(BadTopKeys, AreRefused) {
  EXPECT_THAT(test::problems(test::minimal("," + GetParam().keys)), HasSubstr(GetParam().says));
}

const BadTop bad_tops[] = {
    {"JumpOfZero", R"("max_jump_percent": 0)", "/max_jump_percent: expected a number above zero"},
    {"JumpBelowZero", R"("max_jump_percent": "-1")", "got \"-1\""},
    {"JumpOfAWord", R"("max_jump_percent": "ten")", "got \"ten\""},
    {"JumpOfAList", R"("max_jump_percent": [10])", "got [10]"},
    {"DayEndsAtNoTime", R"("day_ends": "25:00 America/New_York")", "/day_ends: "},
    {"DayEndsInNoZone", R"("day_ends": "17:00 America/Atlantis")", "/day_ends: "},
    {"DayEndsWithoutZone", R"("day_ends": "17:00")", "a time and a time zone"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadTopKeys, testing::ValuesIn(bad_tops),
                         [](const auto& row) { return row.param.name; });

TEST(BadPair, NamesOnlyFeedsThatAreOff) {
  const auto said = test::problems(feeds_source(R"({"preset": "open"}, {"preset": "asleep"})",
                                                R"({"pair": "TMT/USD", "feeds": ["asleep"]})"));
  EXPECT_THAT(said, HasSubstr("/pairs/0/feeds: none of these feeds is enabled"));
}

}  // namespace
}  // namespace tickerd::app
