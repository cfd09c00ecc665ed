#include "feeds/streamed_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/feeds/running_stream.hpp"
#include "net/sha256.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using test::kraken_accepts;
using test::kraken_refuses;
using test::kraken_ticker;
using test::recorded_frames;
using test::RunningStream;
using test::ScriptedStream;
using test::StreamPeer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using State = FeedHealth::State;

TEST(StreamedFeed, ReadsKrakensFrames) {
  const auto frames = recorded_frames("kraken/ws_v2_ticker.jsonl");
  ScriptedStream server([&](StreamPeer& peer, int) {
    peer.upgrade();
    peer.send(frames[1]);
    if (!peer.receive()) return;
    for (std::size_t at = 2; at < frames.size(); ++at) peer.send(frames[at]);
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"USDT/USD", "ALGO/USD", "NOPE/USD"});
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() == 2; })) << feed.error();
  EXPECT_THAT(feed.quotes(), UnorderedElementsAre("USDT/USD 0.99981", "ALGO/USD 0.1311"));
  EXPECT_EQ(server.received(),
            std::vector<std::string>{
                R"({"method":"subscribe","params":{"channel":"ticker","snapshot":true,)"
                R"("symbol":["USDT/USD","ALGO/USD","NOPE/USD"]}})"});
  ASSERT_TRUE(feed.until([&] { return feed.health().state == State::ok; }));
  EXPECT_THAT(feed.states(), ElementsAre("connecting", "subscribing", "streaming"));
  ASSERT_EQ(feed.health().row_problems.size(), 1U);
  EXPECT_EQ(feed.health().row_problems[0].where, "NOPE/USD");
  EXPECT_EQ(feed.health().row_problems[0].what,
            R"(the source refuses it: "Currency pair not supported NOPE/USD")");
  EXPECT_EQ(feed.health().stream.frames, frames.size() - 1);
  EXPECT_EQ(feed.health().stream.ticks, 2U);
  EXPECT_EQ(feed.health().stream.bad_frames, 0U);
  EXPECT_EQ(feed.health().attempts, 1U);
  EXPECT_THAT(feed.events, testing::Not(testing::Contains("silent")));
}

TEST(StreamedFeed, SaysWhereAQuoteWasReadAndHandsFramesToTheRecorder) {
  const auto frames = recorded_frames("coinbase/exchange_ws_ticker.jsonl");
  ScriptedStream server([&](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    for (const std::size_t at : {1U, 5U, 2U}) peer.send(frames[at]);
    peer.stay();
  });
  auto spec = RunningStream::spec_of(server, "coinbase", {"BTC/USD"});
  spec.preset.url += "?token={key}";
  spec.key = "s3cret";
  const auto url = spec.preset.url;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() == 1; })) << feed.error();
  const auto& quote = feed.updates[0].quotes[0];
  EXPECT_EQ(quote.value.exact(), "84737.58");
  EXPECT_EQ(quote.as_of.text(), "2026-10-03T20:58:31.127Z");
  EXPECT_EQ(quote.origin->row, "/ (BTC-USD)");
  EXPECT_EQ(quote.origin->rate, "84737.58");
  EXPECT_EQ(*quote.origin->document,
            (rates::Document{url, net::sha256_hex(frames[2]), frames[2].size(), ""}));
  EXPECT_EQ(server.targets(), std::vector<std::string>{"/?token=s3cret"});
  ASSERT_EQ(feed.answers.size(), 3U);
  EXPECT_EQ(feed.answers[2].body, frames[2]);
  EXPECT_EQ(feed.answers[2].url, url);
  EXPECT_EQ(feed.answers[2].status, 0);
}

TEST(StreamedFeed, SubscribesToBinanceByTheUrl) {
  const auto frames = recorded_frames("binance/combined_miniTicker.jsonl");
  ScriptedStream server([&](StreamPeer& peer, int) {
    peer.upgrade();
    for (const auto& frame : frames) peer.send(frame);
    peer.stay();
  });
  RunningStream feed(server, "binance", {"BTC/USDT", "ATOM/USDT"});
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() == 2; })) << feed.error();
  EXPECT_THAT(feed.quotes(), UnorderedElementsAre("BTC/USDT 102492.27", "ATOM/USDT 4.159"));
  EXPECT_EQ(feed.updates[0].quotes[0].as_of.text(), "2025-06-06T04:14:26.025Z");
  EXPECT_EQ(server.targets(),
            std::vector<std::string>{"/stream?streams=btcusdt@miniTicker/atomusdt@miniTicker"});
  EXPECT_EQ(feed.health().stream.unasked, 1U);  // ETHUSDT
}

TEST(StreamedFeed, ConflatesTicks) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    for (int at = 1; at <= 1000; ++at) peer.send(kraken_ticker("BTC/USD", std::to_string(at)));
    peer.stay();
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.publish_interval = 100ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.until([&] {
    return !feed.quotes().empty() && feed.quotes().back() == "BTC/USD 1000";
  })) << feed.error();
  EXPECT_EQ(feed.health().stream.ticks, 1000U);
  EXPECT_EQ(feed.health().stream.handed_on, feed.updates.size());
  EXPECT_LT(feed.updates.size(), 50U);
}

TEST(StreamedFeed, TakesSilenceOnAnOpenSocketForDeathAndComesBack) {
  ScriptedStream server([](StreamPeer& peer, int connection) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", std::to_string(connection)));
    if (connection == 1) peer.hang();
    peer.stay();
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.preset.stream->silence = 200ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_EQ(feed.health().state, State::failing);
  EXPECT_EQ(feed.health().connection, "waiting");
  EXPECT_EQ(feed.health().last_error->code, rates::Errc::timeout);
  EXPECT_THAT(feed.error(), HasSubstr("expected a message within 200ms, got silence"));
  EXPECT_THAT(feed.events, ElementsAre("update", "silent"));
  ASSERT_TRUE(feed.health().next_attempt);
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() >= 2; })) << feed.error();
  EXPECT_EQ(feed.quotes().back(), "BTC/USD 2");
  EXPECT_THAT(feed.events, ElementsAre("update", "silent", "update", "heard"));
  EXPECT_FALSE(feed.health().next_attempt);
}

TEST(StreamedFeed, StaysWhileHeartbeatsCome) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_accepts("BTC/USD"));
    for (int time = 0; time < 12; ++time) {
      peer.send(R"({"channel":"heartbeat"})");
      peer.wait(50ms);
    }
    peer.send(kraken_ticker("BTC/USD", "1"));
    peer.stay();
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.preset.stream->silence = 200ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.until([&] { return !feed.updates.empty(); })) << feed.error();
  EXPECT_EQ(server.connections(), 1);
  EXPECT_TRUE(feed.health().failures.empty());
}

TEST(StreamedFeed, SubscribesAgainAfterEachEnd) {
  ScriptedStream server([](StreamPeer& peer, int connection) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", std::to_string(connection)));
    if (connection == 1) peer.close(1001, "restart");
    if (connection > 2) peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD"});
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_THAT(feed.error(),
              HasSubstr(R"(expected a message, got a close with code 1001 and "restart")"));
  EXPECT_EQ(feed.health().last_error->code, rates::Errc::unreachable);
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() == 3; })) << feed.error();
  EXPECT_THAT(feed.quotes(), ElementsAre("BTC/USD 1", "BTC/USD 2", "BTC/USD 3"));
  EXPECT_EQ(server.received().size(), 3U);
  EXPECT_EQ(server.received()[0], server.received()[2]);
  EXPECT_EQ(feed.health().attempts, 3U);
  ASSERT_TRUE(feed.until([&] { return feed.health().state == State::ok; }));
  EXPECT_EQ(feed.states().back(), "streaming");
}

}  // namespace
}  // namespace tickerd::feeds
