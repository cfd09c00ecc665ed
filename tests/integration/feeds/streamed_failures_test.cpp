#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/streamed_feed.hpp"
#include "integration/feeds/running_stream.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Errc;
using test::frame_bytes;
using test::kraken_accepts;
using test::kraken_refuses;
using test::kraken_ticker;
using test::RunningStream;
using test::ScriptedStream;
using test::StreamPeer;
using testing::ElementsAre;
using testing::HasSubstr;
using State = FeedHealth::State;

TEST(StreamedFailure, LeavesTheStreamAliveAfterABadFrame) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send("<html>oops</html>");
    peer.send(kraken_ticker("BTC/USD", "0"));
    peer.send_bytes(frame_bytes(0x82, "\xff\xfe"));  // binary
    peer.send(kraken_ticker("BTC/USD", "2"));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD"});
  ASSERT_TRUE(feed.until([&] { return feed.quotes().size() == 1; })) << feed.error();
  EXPECT_EQ(feed.quotes()[0], "BTC/USD 2");
  EXPECT_EQ(feed.health().stream.bad_frames, 2U);
  ASSERT_EQ(feed.health().row_problems.size(), 2U);
  EXPECT_EQ(feed.health().row_problems[0].where, "frame");
  EXPECT_THAT(feed.health().row_problems[0].what, HasSubstr("broken JSON at byte 0"));
  EXPECT_EQ(feed.health().row_problems[1].where, "/data/0 (BTC/USD)");
  EXPECT_EQ(feed.health().row_problems[1].what, R"(rate: expected a number above zero, got "0")");
  EXPECT_TRUE(feed.health().failures.empty());
}

TEST(StreamedFailure, KeepsFewOfManyProblemsAndSaysThemOnce) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", "1"));
    for (int at = 0; at < 5000; ++at) {
      peer.send(R"({"channel":"ticker","data":{"made-up-)" + std::to_string(at) +
                R"(":{"symbol":"BTC/USD","last":"x"}}})");
    }
    peer.send(kraken_ticker("BTC/USD", "2"));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD"});
  ASSERT_TRUE(feed.until([&] {
    return !feed.quotes().empty() && feed.quotes().back() == "BTC/USD 2";
  })) << feed.error();
  EXPECT_EQ(feed.health().stream.frames, 5002U);
  EXPECT_EQ(feed.health().row_problems.size(), 20U);
  EXPECT_LT(feed.log.lines.size(), 25U);
}

TEST(StreamedFailure, EndsAStreamThatCannotBeReadAnyMore) {
  std::atomic<bool> is_told = false;
  ScriptedStream server([&](StreamPeer& peer, int connection) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", "1"));
    while (connection == 1 && !is_told && peer.send(R"({"channel":"ticker","rows":[]})")) {
      is_told = peer.is_left(10ms);
    }
    peer.stay();
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.preset.stream->silence = 300ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_EQ(feed.health().last_error->code, Errc::bad_document);
  EXPECT_THAT(feed.error(),
              HasSubstr("frames without a readable one in 300ms; frame: expected rows "
                        "at /data/*, got none"));
  EXPECT_EQ(feed.events.back(), "silent");
  EXPECT_TRUE(is_told);
}

TEST(StreamedFailure, EndsAtAnOversizedFrame) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", "1"));
    peer.send(std::string(1024 * 1024 + 1, ' '));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD"});
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_EQ(feed.health().last_error->code, Errc::too_large);
  EXPECT_THAT(feed.quotes(), ElementsAre("BTC/USD 1"));  // what came before counts
  EXPECT_EQ(feed.events.back(), "silent");
}

TEST(StreamedFailure, GoesOnWithThePairsThatWereAccepted) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_refuses("NOPE/USD"));
    peer.send(kraken_accepts("BTC/USD"));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD", "NOPE/USD"});
  ASSERT_TRUE(feed.until([&] { return feed.health().state == State::ok; })) << feed.error();
  EXPECT_EQ(feed.health().connection, "streaming");
  ASSERT_EQ(feed.health().row_problems.size(), 1U);
  EXPECT_EQ(feed.health().row_problems[0].where, "NOPE/USD");
}

TEST(StreamedFailure, IsARefusalOfAllPairs) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_refuses("NOPE/USD"));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"NOPE/USD"});
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_EQ(feed.health().last_error->code, Errc::bad_document);
  EXPECT_EQ(feed.error(),
            "exchange: expected a subscription, got 1 of 1 pairs refused; NOPE/USD: the source "
            "refuses it: \"Currency pair not supported\"");
  EXPECT_EQ(feed.health().state, State::failing);
  EXPECT_THAT(feed.events, ElementsAre("silent"));
}

TEST(StreamedFailure, IsASubscriptionThatIsNotAnswered) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_accepts("BTC/USD"));
    while (peer.send(R"({"channel":"heartbeat"})") && peer.wait(50ms)) {
    }
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD", "EUR/USD"});
  spec.preset.timeout = 500ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_EQ(feed.health().last_error->code, Errc::timeout);
  EXPECT_EQ(feed.error(), "exchange: expected 2 pairs to be confirmed within 500ms, got 1");
  EXPECT_EQ(feed.states().at(1), "subscribing");
}

TEST(StreamedFailure, WaitsForASlowSubscription) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.wait(300ms);
    peer.send(kraken_accepts("BTC/USD"));
    peer.stay();
  });
  RunningStream feed(server, "kraken", {"BTC/USD"});
  ASSERT_TRUE(feed.until([&] { return feed.health().state == State::ok; })) << feed.error();
  EXPECT_TRUE(feed.health().failures.empty());
}

TEST(StreamedFailure, IsToldWithoutTheKey) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.send_bytes("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.preset.url += "?key={key}";
  spec.key = "s3cret";
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed(2)) << feed.error();
  EXPECT_EQ(feed.health().last_error->code, Errc::http_status);
  EXPECT_THAT(feed.error(), testing::Not(HasSubstr("s3cret")));
  EXPECT_EQ(feed.log.lines.size(), 1U) << feed.log.lines.back();
  EXPECT_THAT(feed.log.lines[0], testing::Not(HasSubstr("s3cret")));
  EXPECT_THAT(feed.events, ElementsAre("silent"));
}

TEST(StreamedFailure, IsToldWithoutTheKeyThatTheSourceRepeats) {
  const std::string key = "0123456789abcdef0123456789abcdef";
  ScriptedStream server([&](StreamPeer& peer, int) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(R"({"error":"bad key )" + key + R"(","success":false,"symbol":"NOPE/USD"})");
    peer.send(kraken_ticker("BTC/USD", "1"));
    peer.wait(50ms);
    peer.close(1008, "token expired: " + key);  // more than the 40 bytes that are shown
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD", "NOPE/USD"});
  spec.preset.url += "?key={key}";
  spec.key = key;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed()) << feed.error();
  EXPECT_THAT(feed.error(), HasSubstr(R"("token expired: {key}")"));
  ASSERT_FALSE(feed.answers.empty());
  EXPECT_THAT(feed.answers[0].body, HasSubstr("bad key {key}"));
  ASSERT_EQ(feed.health().row_problems.size(), 1U);
  EXPECT_EQ(feed.health().row_problems[0].what, R"(the source refuses it: "bad key {key}")");
}

TEST(StreamedFailure, IsAConnectionThatIsResetUnderAPing) {
  ScriptedStream server([](StreamPeer& peer, int connection) {
    peer.upgrade();
    if (!peer.receive()) return;
    peer.send(kraken_ticker("BTC/USD", std::to_string(connection)));
    if (connection > 5) peer.stay();
    peer.wait(100ms);  // the client asks for life at this moment
    peer.reset();
  });
  auto spec = RunningStream::spec_of(server, "kraken", {"BTC/USD"});
  spec.preset.stream->silence = 200ms;
  RunningStream feed(std::move(spec));
  ASSERT_TRUE(feed.failed(3)) << feed.error();
  EXPECT_FALSE(feed.health().failures.contains(Errc::cancelled));
}

}  // namespace
}  // namespace tickerd::feeds
