#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;

TEST(Rest, ServesTheBoard) {
  const Node node;
  Client client(node.port());
  const auto answer = client.get("/v1/rates");
  EXPECT_EQ(answer.status, 200);
  const auto snapshot = nlohmann::json::parse(answer.body);
  EXPECT_EQ(snapshot.at("seq"), 42);
  EXPECT_EQ(snapshot.at("rates").size(), 2U);
  EXPECT_EQ(snapshot.at("rates")[0].at("pair"), "KGS/USD");
  EXPECT_FALSE(answer.headers.contains("server"));
  EXPECT_TRUE(answer.headers.contains("date"));
}

TEST(Rest, SaysWhatTheEdgeWasToldLast) {
  Node node;
  Client client(node.port());
  EXPECT_EQ(client.get("/v1/status").status, 503);
  for (const std::uint64_t clients : {3U, 4U}) {
    SourceState source;
    source.name = "nbt";
    node.tell({.started_at = {}, .clients = clients, .sources = {source}});
    const auto answer = client.get("/v1/status", "Origin: https://news.example\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
    EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
    const auto told = nlohmann::json::parse(answer.body);
    EXPECT_EQ(told.at("clients"), clients);
    EXPECT_EQ(told.at("seq"), 42);
    EXPECT_EQ(told.at("sources")[0].at("state"), "starting");
    EXPECT_FALSE(told.at("now").get<std::string>().starts_with("1970"));
  }
  node.publish("TJS/USD", "0.108");
  EXPECT_EQ(nlohmann::json::parse(client.get("/v1/status").body).at("seq"), 43);
}

TEST(Rest, KeepsAConnectionForAHundredRequests) {
  const Node node;
  Client client(node.port());
  for (int request = 0; request < 100; ++request) {
    ASSERT_EQ(client.get("/livez").body, R"({"status":"pass"})") << request;
  }
  EXPECT_EQ(node.counters().accepted.value(), 1U);
}

TEST(Rest, AnswersPipelinedRequestsInOrder) {
  const Node node;
  Client client(node.port());
  client.send(
      "GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /v1/tape HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(client.read_answer().status, 404);
  const auto last = client.read_answer();
  EXPECT_TRUE(last.body.starts_with("KGS/USD = 0.011435"));
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_TRUE(client.ends_within(milliseconds(1000)));
}

TEST(Rest, LeavesTheBodyOutForHead) {
  const Node node;
  Client client(node.port());
  client.send("HEAD /v1/rates HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read_answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_GT(std::stoi(head.headers.at("content-length")), 100);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST(Rest, SaysThatNothingChanged) {
  Node node;
  Client client(node.port());
  const auto tag = client.get("/v1/rates").headers.at("etag");
  EXPECT_EQ(client.get("/v1/rates", "If-None-Match: " + tag + "\r\n").status, 304);
  node.publish("KGS/USD", "0.0115");
  const auto changed = client.get("/v1/rates", "If-None-Match: " + tag + "\r\n");
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(changed.headers.at("etag"), tag);
}

TEST(Rest, CompressesLongAnswersWhenAsked) {
  auto site = quick_site();
  site.limits.gzip_from_bytes = 100;
  const Node node(std::move(site));
  Client client(node.port());
  const auto packed = client.get("/v1/rates", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
  EXPECT_TRUE(packed.headers.at("etag").ends_with("-gzip\""));
  const auto plain = client.get("/v1/rates");
  EXPECT_FALSE(plain.headers.contains("content-encoding"));
  EXPECT_EQ(plain.headers.at("vary"), "Accept-Encoding");
  EXPECT_FALSE(
      client.get("/livez", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
}

TEST(Rest, TracksAPairThatIsNotConfigured) {
  const Node node;
  Client client(node.port());
  EXPECT_EQ(client.get("/v1/rates/KZT-KGS").status, 200);
  EXPECT_EQ(client.get("/v1/rates/AAA-BBB").status, 404);
  EXPECT_EQ(client.get("/v1/convert?from=KZT&to=KGS&amount=2").status, 200);
}

TEST(Rest, RefusesWhatItDoesNotDo) {
  const Node node;
  const std::pair<std::string, int> cases[] = {
      {"POST /v1/rates HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 405},
      {"BREW /v1/rates HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
      {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413},
      {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"GET /v1/stream HTTP/1.1\r\nHost: a\r\n\r\n", 426},
  };
  for (const auto& [bytes, status] : cases) {
    Client client(node.port());
    client.send(bytes);
    EXPECT_EQ(client.read_answer().status, status) << bytes.substr(0, 60);
  }
  EXPECT_EQ(node.counters().connections.value() < 10, true);
}

TEST(Rest, GivesTheCueForABody) {
  const Node node;
  Client client(node.port());
  client.send(
      "POST /v1/rates HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("{}");
  EXPECT_EQ(client.read_answer().status, 405);
}

TEST(Rest, CutsAClientThatDribbles) {
  auto site = quick_site();
  site.limits.header_time = milliseconds(300);
  const Node node(std::move(site));
  const Client silent(node.port());
  Client slow(node.port());
  slow.send("GET / HT");
  for (int byte = 0; byte < 4; ++byte) {
    std::this_thread::sleep_for(milliseconds(100));
    slow.send("T");
  }
  EXPECT_EQ(slow.read_answer().status, 408);
  EXPECT_TRUE(wait_until([](const Counters& c) { return c.header_timeouts.value() == 2; },
                         node.counters()));
}

TEST(Rest, SaysWhenAllPlacesAreTaken) {
  auto site = quick_site();
  site.limits.connections = 1;
  const Node node(std::move(site));
  Client first(node.port());
  EXPECT_EQ(first.get("/livez").status, 200);
  Client second(node.port());
  const auto refused = second.read_answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.headers.contains("retry-after"));
  EXPECT_EQ(first.get("/livez").status, 200);
}

TEST(Rest, LosesNothingToClientsThatVanish) {
  const Node node;
  for (int round = 0; round < 50; ++round) {
    Client client(node.port());
    client.send(round % 2 == 0 ? "GET /v1/rates HTTP/1.1\r\nHost: a\r\n\r\n" : "GET /v1/ra");
    client.reset();
  }
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.connections.value() == 0; }, node.counters()));
}

}  // namespace
}  // namespace tickerd::http::test
