#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"
#include "stream/deflate.hpp"

namespace tickerd::http::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

json next(Client& client) {
  const auto text = client.read_text();
  return text.empty() ? json::object() : json::parse(text);
}

TEST(Stream, GreetsShowsAndUpdates) {
  Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?pairs=KGS/USD"), 101);
  const auto hello = next(client);
  EXPECT_EQ(hello.at("type"), "hello");
  EXPECT_EQ(hello.at("heartbeat_ms"), 5000);
  const auto snapshot = next(client);
  EXPECT_EQ(snapshot.at("type"), "snapshot");
  EXPECT_EQ(snapshot.at("resumed"), false);
  EXPECT_EQ(snapshot.at("rates").size(), 1U);
  node.publish("TJS/USD", "0.1072");
  const auto seq = node.publish("KGS/USD", "0.0115");
  const auto update = next(client);
  EXPECT_EQ(update.at("type"), "update");
  EXPECT_EQ(update.at("seq"), seq);
  EXPECT_EQ(update.at("prev"), snapshot.at("seq"));
  EXPECT_EQ(update.at("rates")[0].at("rate"), "0.011500");
}

TEST(Stream, MergesWhatComesWithinThePublishInterval) {
  auto site = quick_site();
  site.publish_interval = milliseconds(300);
  Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  next(client);
  next(client);
  const auto first = node.publish("KGS/USD", "0.0115");
  EXPECT_EQ(next(client).at("seq"), first) << "the first one does not wait";
  node.publish("KGS/USD", "0.0116");
  node.publish("TJS/USD", "0.1072");
  const auto last = node.publish("KGS/USD", "0.0117");
  const auto update = next(client);
  EXPECT_EQ(update.at("prev"), first);
  EXPECT_EQ(update.at("seq"), last);
  ASSERT_EQ(update.at("rates").size(), 2U);
  EXPECT_EQ(update.at("rates")[0].at("rate"), "0.011700");
  EXPECT_EQ(update.at("rates")[1].at("rate"), "0.10720");
}

TEST(Stream, CompressesForThoseWhoOfferIt) {
  auto site = quick_site();
  site.compression = true;
  Node node(std::move(site));
  Client client(node.port());
  client.send(
      "GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
  const auto answer = client.read_answer();
  ASSERT_EQ(answer.status, 101);
  EXPECT_EQ(answer.headers.at("sec-websocket-extensions"),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  EXPECT_EQ(json::parse(client.read_text()).at("type"), "hello");
  const auto snapshot = client.read_frame();
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(json::parse(stream::inflate_message(snapshot->payload, 10'000).value()).at("type"),
            "snapshot");
  auto ping = client_frame(
      1, stream::Deflater().compress(R"({"type":"ping","id":7777777777})").value_or("not shorter"));
  ping[0] = static_cast<char>(ping[0] | 0x40);
  client.send(ping);
  const auto pong = json::parse(client.read_text());
  EXPECT_EQ(pong.at("type"), "pong");
  EXPECT_EQ(pong.at("id"), 7777777777);
}

TEST(Stream, IsNotCompressedUnlessConfigured) {
  Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream", "Sec-WebSocket-Extensions: permessage-deflate\r\n"), 101);
  EXPECT_EQ(next(client).at("type"), "hello");
  EXPECT_EQ(next(client).at("type"), "snapshot");
}

TEST(Stream, ResumesWhereTheClientWas) {
  Node node;
  node.publish("KGS/USD", "0.0115");
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?since=e1:42"), 101);
  EXPECT_EQ(next(client).at("type"), "hello");
  const auto snapshot = next(client);
  EXPECT_EQ(snapshot.at("resumed"), true);
  EXPECT_EQ(snapshot.at("rates").size(), 1U);
  EXPECT_EQ(snapshot.at("rates")[0].at("pair"), "KGS/USD");
}

TEST(Stream, ChangesWhatItSends) {
  Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?pairs=KGS/USD"), 101);
  next(client);
  next(client);
  client.send_text(R"({"type":"subscribe","id":7,"pairs":["TJS/USD","KZT/KGS","x","AAA/BBB"]})");
  auto answer = next(client);
  // Tracking KZT/KGS publishes a batch, of which this client sees nothing yet.
  EXPECT_EQ(answer.at("type"), "subscribed") << answer;
  EXPECT_EQ(answer.at("id"), 7);
  EXPECT_EQ(answer.at("ok"), json::parse(R"(["TJS/USD","KZT/KGS"])"));
  EXPECT_EQ(answer.at("failed").size(), 2U);
  const auto added = next(client);
  EXPECT_EQ(added.at("type"), "snapshot");
  EXPECT_EQ(added.at("rates").size(), 2U);
  client.send_text(R"({"type":"unsubscribe","id":"u","pairs":["KGS/USD","UZS/USD"]})");
  answer = next(client);
  EXPECT_EQ(answer.at("type"), "unsubscribed");
  EXPECT_EQ(answer.at("ok"), json::parse(R"(["KGS/USD"])"));
  EXPECT_EQ(answer.at("failed")[0].at("code"), "not_subscribed");
  client.send_text(R"({"type":"list","id":8})");
  EXPECT_EQ(next(client).at("ok").size(), 2U);
  node.publish("KGS/USD", "0.0115");
  node.publish("TJS/USD", "0.1072");
  EXPECT_EQ(next(client).at("rates")[0].at("pair"), "TJS/USD");
}

TEST(Stream, AnswersPings) {
  const Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  next(client);
  next(client);
  client.send_frame(9, "are you there");
  const auto pong = client.read_frame();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, 10);
  EXPECT_EQ(pong->payload, "are you there");
  client.send_text(R"({"type":"ping","id":1})");
  EXPECT_EQ(next(client).at("type"), "pong");
}

TEST(Stream, TakesFramesThatCameWithTheRequest) {
  const Node node;
  Client client(node.port());
  client.send(
      "GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      client_frame(9, "early"));
  EXPECT_EQ(client.read_answer().status, 101);
  next(client);
  next(client);
  const auto pong = client.read_frame();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->payload, "early");
}

TEST(Stream, SaysWhatIsWrongWithItsAddress) {
  const Node node;
  struct Case {
    std::string target;
    int code;
    std::string word;
  };
  const Case cases[] = {{"/v1/stream?numbers=roman", 4000, "numbers"},
                        {"/v1/stream?pairs=", 4000, "pairs"},
                        {"/v1/stream?basis=1y", 4000, "basis"},
                        {"/v1/stream?pairs=AAA/BBB,x", 4001, "AAA/BBB"}};
  for (const auto& row : cases) {
    Client client(node.port());
    ASSERT_EQ(client.upgrade(row.target), 101);
    const auto error = next(client);
    EXPECT_EQ(error.at("type"), "error") << row.target;
    EXPECT_TRUE(error.at("message").get<std::string>().contains(row.word)) << error;
    const auto closing = client.read_frame();
    ASSERT_TRUE(closing) << row.target;
    EXPECT_EQ(closing->close_code(), row.code) << row.target;
  }
}

TEST(Stream, ServesThePairsItCan) {
  const Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?pairs=KGS/USD,AAA/BBB,KZT/KGS"), 101);
  EXPECT_EQ(next(client).at("type"), "hello");
  EXPECT_EQ(next(client).at("code"), "unknown_pair");
  EXPECT_EQ(next(client).at("rates").size(), 2U);
}

TEST(Stream, BarsPagesOfOtherOrigins) {
  auto site = quick_site();
  site.origins = OriginRules::parse({"https://news.example"}).value();
  const Node node(std::move(site));
  Client foreign(node.port());
  EXPECT_EQ(foreign.upgrade("/v1/stream", "Origin: https://evil.example\r\n"), 403);
  Client own(node.port());
  EXPECT_EQ(own.upgrade("/v1/stream", "Origin: https://news.example\r\n"), 101);
  Client none(node.port());
  EXPECT_EQ(none.upgrade("/v1/stream"), 101);
  EXPECT_EQ(node.counters().refused_origin.value(), 1U);
}

TEST(Stream, BeatsAndPings) {
  auto site = quick_site();
  site.heartbeat = milliseconds(200);
  const Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  bool pinged = false;
  bool beaten = false;
  while (!pinged || !beaten) {
    const auto frame = client.read_frame();
    ASSERT_TRUE(frame);
    pinged = pinged || frame->opcode == 9;
    beaten = beaten || frame->payload.contains("heartbeat\",\"seq");
    if (frame->opcode == 9) client.send_frame(10, frame->payload);
  }
}

TEST(Stream, CutsAPeerThatIsDead) {
  auto site = quick_site();
  site.heartbeat = milliseconds(100);
  const Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  EXPECT_TRUE(client.ends_within(milliseconds(3000)));
  EXPECT_EQ(node.counters().dead_peers.value(), 1U);
}

TEST(Stream, ClosesAfterAFloodOfCommands) {
  const Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  std::string flood;
  for (int message = 0; message < 100; ++message) {
    flood += client_frame(1, R"({"type":"ping","id":1})");
  }
  client.send(flood);
  int pongs = 0;
  int errors = 0;
  int code = 0;
  while (const auto frame = client.read_frame()) {
    pongs += frame->payload.contains("\"pong\"") ? 1 : 0;
    errors += frame->payload.contains("too_many_messages") ? 1 : 0;
    if (frame->opcode == 8) {
      code = frame->close_code();
      break;
    }
  }
  EXPECT_GE(pongs, 20);
  EXPECT_GE(errors, 1);
  EXPECT_EQ(code, 1008);
}

TEST(Stream, SaysWhenAMessageIsNotUnderstood) {
  const Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  next(client);
  next(client);
  for (const auto* const text : {"hello", "{}", R"({"type":"dance"})", "[[[[[[[[[[[[[[[["}) {
    client.send_text(text);
    EXPECT_EQ(next(client).at("type"), "error") << text;
  }
  client.send_text(R"({"type":"ping"})");
  EXPECT_EQ(next(client).at("type"), "pong");
}

}  // namespace
}  // namespace tickerd::http::test
