#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;

std::string ask(std::string_view target, std::string_view headers = {},
                std::string_view version = "1.1") {
  return "GET " + std::string(target) + " HTTP/" + std::string(version) + "\r\nHost: a\r\n" +
         std::string(headers) + "\r\n";
}

TEST(Events, BeginWithRetryHelloAndASnapshot) {
  Node node;
  Client client(node.port());
  client.send(ask("/v1/events?pairs=KGS/USD"));
  const auto head = client.read_answer();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(head.headers.at("cache-control"), "no-store, no-transform");
  EXPECT_EQ(head.headers.at("x-accel-buffering"), "no");
  EXPECT_EQ(head.headers.at("access-control-allow-origin"), "*");
  EXPECT_FALSE(head.headers.contains("content-length"));
  const auto first = client.read_until("\n\n");
  EXPECT_TRUE(first.starts_with("retry: ")) << first;
  EXPECT_TRUE(first.contains("event: hello\n")) << first;
  const auto snapshot = client.read_until("\n\n");
  EXPECT_TRUE(snapshot.contains("event: snapshot\n")) << snapshot;
  EXPECT_TRUE(snapshot.contains("id: e1:42\n")) << snapshot;
  const auto seq = node.publish("KGS/USD", "0.0115");
  const auto update = client.read_until("\n\n");
  EXPECT_TRUE(update.contains("event: update\n")) << update;
  EXPECT_TRUE(update.contains("id: e1:" + std::to_string(seq) + "\n")) << update;
}

TEST(Events, ResumeFromTheLastEventRatherThanTheAddress) {
  Node node;
  const auto seq = node.publish("KGS/USD", "0.0115");
  Client client(node.port());
  client.send(ask("/v1/events?since=e1:1", "Last-Event-ID: e1:" + std::to_string(seq) + "\r\n"));
  EXPECT_EQ(client.read_answer().status, 200);
  client.read_until("\n\n");
  const auto snapshot = client.read_until("\n\n");
  EXPECT_TRUE(snapshot.contains(R"("resumed":true,"rates":[])")) << snapshot;
}

TEST(Events, SpeakTheOldProtocolToo) {
  Node node;
  Client client(node.port());
  client.send(ask("/v1/events", {}, "1.0"));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.read_until("\n\n").starts_with("retry: "));
}

TEST(Events, AreOnlyDescribedToHead) {
  const Node node;
  Client client(node.port());
  client.send("HEAD /v1/events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read_answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(client.ends_within(milliseconds(1000)));
  EXPECT_EQ(node.counters().event_streams.value(), 0U);
}

TEST(Events, BeatWhenNothingHappens) {
  auto site = quick_site();
  site.heartbeat = milliseconds(100);
  const Node node(std::move(site));
  Client client(node.port());
  client.send(ask("/v1/events"));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.read_until("event: heartbeat").ends_with("event: heartbeat"));
}

TEST(Events, NamePairsThatCannotBeHad) {
  const Node node;
  Client client(node.port());
  client.send(ask("/v1/events?pairs=KGS/USD,AAA/BBB"));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.read_until("event: snapshot").contains("AAA/BBB"));
  Client none(node.port());
  EXPECT_EQ(none.get("/v1/events?pairs=AAA/BBB").status, 404);
}

TEST(Events, EndWithTheClient) {
  const Node node;
  {
    Client client(node.port());
    client.send(ask("/v1/events"));
    EXPECT_EQ(client.read_answer().status, 200);
    EXPECT_TRUE(wait_until([](const Counters& c) { return c.event_streams.value() == 1; },
                           node.counters()));
  }
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.connections.value() == 0; }, node.counters()));
}

}  // namespace
}  // namespace tickerd::http::test
