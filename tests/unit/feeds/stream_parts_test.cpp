#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/reconnect_pace.hpp"
#include "feeds/stream_problems.hpp"
#include "feeds/stream_request.hpp"
#include "feeds/subscription.hpp"
#include "unit/feeds/frames.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using test::pairs_of;
using testing::ElementsAre;

const auto pairs = pairs_of({"BTC/USD", "EUR/USD"});

TEST(StreamRequest, IsWhatThePresetsSay) {
  const auto kraken = *find_preset("kraken");
  EXPECT_THAT(subscribe_messages(*kraken.stream, pairs, ""),
              ElementsAre(R"({"method":"subscribe","params":{"channel":"ticker","snapshot":true,)"
                          R"("symbol":["BTC/USD","EUR/USD"]}})"));
  EXPECT_EQ(kraken.stream->keep_alive, R"({"method":"ping"})");
  const auto coinbase = *find_preset("coinbase");
  EXPECT_THAT(subscribe_messages(*coinbase.stream, pairs, ""),
              ElementsAre(R"({"channels":["ticker","heartbeat"],"product_ids":)"
                          R"(["BTC-USD","EUR-USD"],"type":"subscribe"})"));
  const auto binance = *find_preset("binance");
  EXPECT_EQ(*fill_stream_url(binance.url, *binance.stream, pairs, ""),
            "wss://data-stream.binance.vision/stream?streams=btcusd@miniTicker/eurusd@miniTicker");
  EXPECT_TRUE(subscribe_messages(*binance.stream, pairs, "").empty());
  for (const auto& preset : {kraken, coinbase, binance}) {
    EXPECT_FALSE(preset.republication) << preset.name;
    EXPECT_FALSE(preset.needs_key) << preset.name;
    EXPECT_FALSE(preset.terms_url.empty()) << preset.name;
  }
}

TEST(StreamRequest, FillsKeysAndPatternsOfSymbols) {
  StreamForm form;
  form.symbol = "{base}{quote}";
  form.lower = true;
  form.subscribe = {R"({"op":"auth","args":["{key}"]})",
                    R"(["{symbols}@trade", "x", {"a": "{key}!"}])"};
  EXPECT_THAT(subscribe_messages(form, pairs, "k\"1"),
              ElementsAre(R"({"args":["k\"1"],"op":"auth"})",
                          R"(["btcusd@trade","eurusd@trade","x",{"a":"k\"1!"}])"));
  EXPECT_EQ(*fill_stream_url("wss://x/?k={key}&s={symbols}", form, pairs, "a b&c"),
            "wss://x/?k=a%20b%26c&s=btcusd,eurusd");
  const auto keyless = fill_stream_url("wss://x/?k={key}", form, pairs, "");
  ASSERT_FALSE(keyless);
  EXPECT_EQ(keyless.error().detail, "url: expected a key for {key}, got none");
  const auto dated = fill_stream_url("wss://x/{date:%Y}", form, pairs, "");
  ASSERT_FALSE(dated);
  EXPECT_EQ(dated.error().detail,
            R"(url: expected {symbols} or {key} in a stream, got "{date:%Y}")");
}

TEST(Subscription, StandsWhenAllPairsWereAnswered) {
  Subscription one(pairs, true);
  EXPECT_FALSE(one.stands());
  one.accept(std::vector<std::size_t>{0});
  one.accept(std::vector<std::size_t>{0});
  EXPECT_EQ(one.answered(), 1U);
  EXPECT_FALSE(one.stands());
  one.refuse(std::vector<std::size_t>{1}, "no \x01 such pair");
  EXPECT_TRUE(one.stands());
  EXPECT_TRUE(one.check());
  ASSERT_EQ(one.refusals().size(), 1U);
  EXPECT_EQ(one.refusals()[0].where, "EUR/USD");
  EXPECT_EQ(one.refusals()[0].what, R"(the source refuses it: "no \x01 such pair")");
}

TEST(Subscription, KeepsOneRefusalOfAPairUntilItIsAccepted) {
  Subscription one(pairs, true);
  const std::vector<std::size_t> euro = {1};
  for (int time = 0; time < 1000; ++time) {
    one.refuse(euro, "busy");
    one.refuse(euro, "still busy");
    ASSERT_EQ(one.refusals().size(), 1U);
    EXPECT_TRUE(one.accept(euro));
    EXPECT_FALSE(one.accept(euro));
    ASSERT_TRUE(one.refusals().empty());
  }
  one.refuse({}, "go away");
  EXPECT_TRUE(one.accept({}));
  EXPECT_TRUE(one.refusals().empty());
}

TEST(Subscription, StandsWithTheFirstQuoteOrWithoutAnswers) {
  Subscription quoted(pairs, true);
  quoted.quoted(1);
  EXPECT_TRUE(quoted.stands());
  EXPECT_TRUE(Subscription(pairs, false).stands());
  Subscription all(pairs, true);
  all.accept({});
  EXPECT_TRUE(all.stands());
}

TEST(Subscription, FailsWhenEveryPairIsRefused) {
  Subscription one(pairs, true);
  one.refuse(std::vector<std::size_t>{1}, "unknown");
  one.refuse(std::vector<std::size_t>{0}, "unknown too");
  EXPECT_FALSE(one.stands());
  ASSERT_FALSE(one.check());
  EXPECT_EQ(one.check().error().detail,
            "expected a subscription, got 2 of 2 pairs refused; EUR/USD: the source refuses it: "
            "\"unknown\"");
  Subscription other(pairs, true);
  other.refuse({}, "go away");
  EXPECT_FALSE(other.check());
}

TEST(StreamProblems, KeepTheFirstOfEachPlaceAndFewPlaces) {
  StreamProblems problems;
  EXPECT_TRUE(problems.add({"frame", "first"}));
  EXPECT_FALSE(problems.add({"frame", "second"}));
  for (int at = 0; at < 10'000; ++at) problems.add({"/made-up/" + std::to_string(at), "x"});
  ASSERT_EQ(problems.list().size(), StreamProblems::most_places);
  EXPECT_EQ(problems.list()[0].what, "first");
}

TEST(ReconnectPace, WaitsLongerEachTimeAndForgetsAfterAMinute) {
  const auto longest_of = [](int failures, std::chrono::milliseconds last_streamed) {
    auto longest = 0ms;
    for (unsigned seed = 0; seed < 300; ++seed) {
      ReconnectPace pace(seed);
      for (int time = 1; time < failures; ++time) (void)pace.after(0ms);
      longest = std::max(longest, pace.after(last_streamed));
    }
    return longest;
  };
  EXPECT_LE(longest_of(1, 0ms), 1s);
  EXPECT_GT(longest_of(1, 0ms), 900ms);
  EXPECT_LE(longest_of(3, 59s), 4s);
  EXPECT_GT(longest_of(3, 59s), 3s);
  EXPECT_LE(longest_of(20, 0ms), 30s);
  EXPECT_GT(longest_of(20, 0ms), 27s);
  EXPECT_LE(longest_of(20, 60s), 1s);
}

}  // namespace
}  // namespace tickerd::feeds
