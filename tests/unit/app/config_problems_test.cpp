#include "app/config_problems.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using test::problems;
using testing::HasSubstr;
using testing::StartsWith;

struct Bad {
  std::string name;
  std::string text;
  std::string starts;  // of what is printed: place and pointer
  std::string says;
};

class BadConfig : public testing::TestWithParam<Bad> {};

TEST_P(BadConfig, IsRefusedWithPlaceAndReason) {
  const auto said = problems(test::source(GetParam().text));
  EXPECT_THAT(
      said, testing::AllOf(StartsWith("t.json:" + GetParam().starts), HasSubstr(GetParam().says)));
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << "one problem, once: " << said;
}

std::string with(const std::string& more) { return test::minimal("," + more).text; }

/// A configuration with these pairs and feeds on lines of their own.
std::string lists(const std::string& pairs, const std::string& feeds) {
  return "{\"pairs\":\n" + pairs + ",\n\"feeds\":\n" + feeds + "}";
}
const std::string peg = R"([{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}])";
std::string pair(const std::string& keys) {
  return lists(R"([{"pair": "TMT/USD", )" + keys + "}]", peg);
}
std::string feed(const std::string& keys) { return lists(R"(["TMT/USD"])", "[{" + keys + "}]"); }

const Bad broken_texts[] = {
    {"Empty", "", "1:1: ", "not JSON: value - unexpected end of input"},
    {"OnlyAComment", "// nothing\n", "2:1: ", "unexpected end of input"},
    {"List", "[]", "1:1: ", "expected an object, got array"},
    {"TrailingComma", "{\"a\": 1,\n}", "2:1: ", "not JSON: object key - unexpected '}'"},
    {"MissingComma", "{\"a\": 1\n\"b\": 2}", "2:3: ", "expected '}'"},
    {"SingleQuotes", "{'a': 1}", "1:2: ", "not JSON: "},
    {"BareWord", "{\"a\": yes}", "1:7: ", "not JSON: "},
    {"NotUtf8", "{\"a\": \"\xff\"}", "1:8: ", "not JSON: "},
    {"HugeNumber", "{\"a\": 1e999}", "1:1: ", "not JSON: "},
    {"TooDeep", "{\"a\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}",
     "1:1: ", "nested too deep"},
};
INSTANTIATE_TEST_SUITE_P(Text, BadConfig, testing::ValuesIn(broken_texts),
                         [](const auto& row) { return row.param.name; });

const Bad bad_values[] = {
    {"UnknownKey", with(R"("hartbeat": "15s")"),
     "1:98: /hartbeat: ", "unknown key, did you mean \"heartbeat\"?"},
    {"UnknownInSection", with(R"("listen": {"prot": 1})"),
     "1:109: /listen/prot: ", "did you mean \"port\"?"},
    {"SectionIsANumber", with(R"("listen": 8080)"),
     "1:108: /listen: ", "expected an object, got 8080"},
    {"PortIsText", with(R"("listen": {"port": "8080"})"),
     "1:117: /listen/port: ", "expected a whole number from 0 to 65535, got \"8080\""},
    {"PortTooHigh", with(R"("listen": {"port": 65536})"), "1:", "from 0 to 65535, got 65536"},
    {"PortFraction", with(R"("listen": {"port": 80.5})"), "1:", "got 80.5"},
    {"PortBeyondAll", with(R"("listen": {"port": 18446744073709551615})"),
     "1:", "got 18446744073709551615"},
    {"PortNull", with(R"("listen": {"port": null})"), "1:", "got null"},
    {"AddressIsAName", with(R"("listen": {"address": "localhost"})"), "1:",
     "/listen/address: expected an IP address such as \"127.0.0.1\" or \"::\", got \"localhost\""},
    {"SamePort", with(R"("listen": {"address": "127.0.0.1", "port": 9464})"),
     "1:", "another address or port"},
    {"DurationIsANumber", with(R"("heartbeat": 15)"), "1:", "/heartbeat: expected a duration"},
    {"DurationWithoutUnit", with(R"("heartbeat": "15")"), "1:", "got \"15\""},
    {"DurationTooShort", with(R"("heartbeat": "1ms")"), "1:", "from \"50ms\" to \"10m\""},
    {"DurationTooLong", with(R"("heartbeat": "1d")"), "1:", "got \"1d\""},
    {"LimitTooSmall", with(R"("limits": {"message_bytes": 5})"),
     "1:", "/limits/message_bytes: expected 0 or a whole number from 128 to 16777216, got 5"},
    {"LimitTooShort", with(R"("limits": {"idle_time": "1ms"})"),
     "1:", "/limits/idle_time: expected \"0s\" or a duration from \"100ms\" to \"1d\""},
    {"ProxyIsNoRange", with(R"("trusted_proxies": ["proxy.example"])"),
     "1:", R"(/trusted_proxies/0: expected)"},
    {"ProxyProtocolOfNobody", with(R"("listen": {"proxy_protocol": true})"), "1:",
     R"(/listen/proxy_protocol: expected "trusted_proxies" to name who may connect, it is empty)"},
    {"ExemptIsNoRange", with(R"("limits": {"exempt": ["::1", "10.0.0.1/8"]})"),
     "1:", R"(/limits/exempt/1: expected no bits behind the prefix, "10.0.0.0/8" or "10.0.0.1")"},
    {"Level", with(R"("log": {"level": "verbose"})"),
     "1:", R"(/log/level: expected one of "debug", "info", "warning", "error", got "verbose")"},
    {"OriginWithPath", with(R"("allowed_origins": ["*", "https://a.example/x"])"),
     "1:", "/allowed_origins/1: "},
    {"OriginIsNoList", with(R"("allowed_origins": "*")"), "1:", "expected a list of strings"},
    {"PublishIntervalOverTheHeartbeat", with(R"("heartbeat": "5s", "publish_interval": "6s")"),
     "1:", "expected no more than \"heartbeat\" has (5s), got 6s"},
    {"PublicUrl", with(R"("public_url": "rates.example.org")"), "1:",
     "/public_url: expected an origin such as \"https://news.example\", got \"rates.example.org\""},
    {"PublicUrlWithPath", with(R"("public_url": "https://a.example/rates/")"),
     "1:", "/public_url: expected an origin without a path such as"},
    {"PublicUrlOfAnotherKind", with(R"("public_url": "ftp://a.example")"),
     "1:", "/public_url: expected an origin of http or https such as"},
    {"PublicUrlThatEndsAnAttribute", with(R"("public_url": "https://a.example\"><b")"),
     "1:", "/public_url: "},
    {"FrameAncestorWithPath", with(R"("frame_ancestors": ["*", "https://a.example/x"])"),
     "1:", "/frame_ancestors/1: expected \"*\", \"'self'\" or a host such as"},
    {"FrameAncestorThatEndsTheDirective", with(R"("frame_ancestors": ["a.example; script-src *"])"),
     "1:", "/frame_ancestors/0: "},
    {"FrameAncestorThatEndsTheHeader", with(R"("frame_ancestors": ["a.example\r\nSet-Cookie: a"])"),
     "1:", R"(got "a.example\x0d\x0aSet-Cookie: a")"},
    {"DataDirIsANumber", with(R"("data_dir": 1)"), "1:", "/data_dir: expected a string, got 1"},
    {"KeyTwice", with(R"("threads": 1, "threads": 2)"), "1:112: /threads: ", "there twice"},
    {"LongValueIsCut", with(R"("threads": ")" + std::string(1000, 'x') + "\""), "1:", "xxx...\n"},
};
INSTANTIATE_TEST_SUITE_P(Value, BadConfig, testing::ValuesIn(bad_values),
                         [](const auto& row) { return row.param.name; });

const Bad bad_pairs[] = {
    {"NoPairs", R"({"feeds": )" + peg + "}", "1:1: ", "expected a key \"pairs\""},
    {"NoPair", lists("[]", peg), "2:1: /pairs: ", "at least one element"},
    {"PairsIsText", lists(R"("KGS/USD")", peg), "2:1: /pairs: ", "expected a list"},
    {"LowerCase", lists(R"(["tmt/USD"])", peg), "2:2: /pairs/0: ", "tmt"},
    {"SameCurrency", lists(R"(["USD/USD"])", peg), "2:2: /pairs/0: ", "USD"},
    {"Number", lists("[1]", peg), "2:2: /pairs/0: ", "expected a pair like \"KGS/USD\""},
    {"Twice", lists(R"(["TMT/USD", {"pair": "TMT/USD"}])", peg),
     "2:13: /pairs/1: ", "TMT/USD is listed twice"},
    {"WithoutPair", lists("[{}]", peg), "2:2: /pairs/0: ", "expected a key \"pair\""},
    {"UnknownPairKey", pair(R"("precison": 5)"),
     "2:22: /pairs/0/precison: ", "did you mean \"precision\"?"},
    {"PrecisionIsANumber", pair(R"("precision": 5)"),
     "2:35: /pairs/0/precision: ", R"(expected {"significant": 5} or {"decimals": 5})"},
    {"PrecisionOfNothing", pair(R"("precision": {})"),
     "2:35: /pairs/0/precision: ", "one of the two keys"},
    {"PrecisionOfBoth", pair(R"("precision": {"significant": 5, "decimals": 5})"),
     "2:35: /pairs/0/precision: ", "one of the two keys"},
    {"NoDigits", pair(R"("precision": {"significant": 0})"),
     "2:51: /pairs/0/precision/significant: ", "from 1 to 20, got 0"},
    {"TooManyDecimals", pair(R"("precision": {"decimals": 21})"), "2:48: ", "from 0 to 20, got 21"},
    {"MaxAge", pair(R"("max_age": "a week")"), "2:33: /pairs/0/max_age: ", "expected a duration"},
    {"NoSuchFeed", pair(R"("feeds": ["peg", "nbkr"])"),
     "2:39: /pairs/0/feeds/1: ", R"(no feed is called "nbkr", the feeds are "peg")"},
};
INSTANTIATE_TEST_SUITE_P(Pair, BadConfig, testing::ValuesIn(bad_pairs),
                         [](const auto& row) { return row.param.name; });

const Bad bad_feeds[] = {
    {"NoFeeds", R"({"pairs": ["TMT/USD"]})", "1:1: ", "expected a key \"feeds\""},
    {"NoFeed", lists(R"(["TMT/USD"])", "[]"), "4:1: /feeds: ", "at least one element"},
    {"FeedIsText", lists(R"(["TMT/USD"])", R"(["nbkr"])"),
     "4:2: /feeds/0: ", R"(expected an object like {"preset": "nbkr"}, got "nbkr")"},
    {"FeedTwice", lists(R"(["TMT/USD"])", R"([{"preset": "nbkr"}, {"preset": "nbkr"}])"),
     "4:22: /feeds/1: ", "is called \"nbkr\" too"},
    {"WithoutPreset", feed(""), "4:2: /feeds/0: ", "expected a key \"preset\""},
    {"UnknownPreset", feed(R"("preset": "nbkrr")"), "4:13: /feeds/0/preset: ", "nbkr"},
    {"PresetFileMissing", feed(R"("preset": "mine.json")"),
     "4:13: /feeds/0/preset: ", "/nowhere/mine.json"},
    {"Kind", feed(R"("kind": "polling")"), "4:11: /feeds/0/kind: ",
     R"(expected one of "polled", "streamed", "pushed", "fixed", "replay", got "polling")"},
    {"Name", feed(R"("name": "a+b", "preset": "nbkr")"),
     "4:11: /feeds/0/name: ", "letters, digits"},
    {"EmptyUrl", feed(R"("preset": "nbkr", "url": "")"), "4:28: /feeds/0/url: ", ""},
    {"UrlOfAFile", feed(R"("preset": "nbkr", "url": "file:///etc/passwd")"), "4:28: ", "http"},
    {"UrlWithPassword", feed(R"("preset": "nbkr", "url": "http://me:secret@host/")"), "4:28: ", ""},
    {"UrlTemplate", feed(R"("preset": "nbkr", "url": "http://host/{day}")"), "4:28: ", "{"},
    {"Every", feed(R"("preset": "nbkr", "every": "0s")"),
     "4:30: /feeds/0/every: ", "expected a duration from \"10ms\" to \"7d\""},
    {"AllowPrivate", feed(R"("preset": "nbkr", "allow_private": "yes")"),
     "4:38: ", "expected true or false"},
    {"KeyOfAnotherKind", feed(R"("preset": "nbkr", "quotes": {"USD/TMT": "3.5"})"),
     "4:21: /feeds/0/quotes: ", "a feed of kind \"polled\" has no such key"},
    {"PegWithoutName", feed(R"("kind": "fixed", "quotes": {"USD/TMT": "3.5"})"),
     "4:2: /feeds/0: ", "expected a key \"name\""},
    {"PegWithoutQuotes", feed(R"("kind": "fixed", "name": "p")"),
     "4:2: /feeds/0: ", "expected a key \"quotes\""},
    {"PegOfNothing", feed(R"("kind": "fixed", "name": "p", "quotes": {})"),
     "4:43: /feeds/0/quotes: ", "expected pairs and their values"},
    {"PegAsNumber", feed(R"("kind": "fixed", "name": "p", "quotes": {"USD/TMT": 3.5})"),
     "4:55: /feeds/0/quotes/USD~1TMT: ", "expected a number above zero in quotes"},
    {"PegOfZero", feed(R"("kind": "fixed", "name": "p", "quotes": {"USD/TMT": "0.0"})"),
     "4:55: ", "above zero"},
    {"PegOfAWord", feed(R"("kind": "fixed", "name": "p", "quotes": {"USD/TMT": "nan"})"),
     "4:55: ", "got \"nan\""},
    {"PegOfOneCurrency", feed(R"("kind": "fixed", "name": "p", "quotes": {"USD": "3.5"})"),
     "4:44: /feeds/0/quotes/USD: ", "USD"},
    {"ReplayWithoutFolder", feed(R"("kind": "replay", "preset": "currency-api")"),
     "4:2: /feeds/0: ", "expected a key \"directory\""},
    {"ReplayOfNoFolder", feed(R"("kind": "replay", "preset": "currency-api", "directory": "days")"),
     "4:60: /feeds/0/directory: ", "/nowhere/days: cannot read the folder: No such file"},
};
INSTANTIATE_TEST_SUITE_P(Feed, BadConfig, testing::ValuesIn(bad_feeds),
                         [](const auto& row) { return row.param.name; });

TEST(BadConfig, NamesTheBasesThereAre) {
  const auto said = problems(test::source(pair(R"("basis": "1y")")));
  EXPECT_THAT(said, HasSubstr("/pairs/0/basis: "));
  EXPECT_THAT(said, HasSubstr(R"("previous_close", "open", "24h", "7d", "30d", "previous")"));
}

TEST(BadConfig, NeverRepeatsAPassword) {
  const auto text = feed(R"("preset": "nbkr", "url": "http://me:secret@host/?key=hidden")");
  const auto said = problems(test::source(text));
  EXPECT_THAT(said, testing::Not(testing::AnyOf(HasSubstr("secret"), HasSubstr("hidden"))));
}

TEST(BadConfig, DoesNotBlameThePairsOfAFeedThatIsWrongItself) {
  const auto said = problems(test::source(lists(R"([{"pair": "TMT/USD", "feeds": ["mine"]}])",
                                                R"([{"name": "mine", "preset": "nbkrr"}])")));
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << said;
}

}  // namespace
}  // namespace tickerd::app
