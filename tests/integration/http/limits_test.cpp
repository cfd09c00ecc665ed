#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;

TEST(Limits, AnAddressHasSoManyConnections) {
  auto site = quick_site();
  site.limits.connections_per_ip = 2;
  const Node node(std::move(site));
  std::optional<Client> stream(node.port());
  ASSERT_EQ(stream->upgrade("/v1/stream?pairs=KGS/USD"), 101);
  Client second(node.port());
  ASSERT_EQ(second.get("/livez").status, 200);
  {
    Client third(node.port());
    third.upgrade("/v1/stream?pairs=KGS/USD");
    const auto refused = Client(node.port()).read_answer();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.at("retry-after"), "10");
    EXPECT_EQ(refused.headers.at("content-type"), "application/problem+json");
  }
  EXPECT_EQ(node.counters().refused_address.value(), 2U);
  EXPECT_EQ(second.get("/livez").status, 200) << "who is in stays";
  stream.reset();
  ASSERT_TRUE(
      wait_until([](const Counters& c) { return c.connections.value() == 1; }, node.counters()));
  Client later(node.port());
  EXPECT_EQ(later.get("/livez").status, 200) << "a stream that ended gave its place back";
}

TEST(Limits, ARefusalComesBeforeTheUpgrade) {
  auto site = quick_site();
  site.limits.connections_per_ip = 1;
  const Node node(std::move(site));
  Client first(node.port());
  ASSERT_EQ(first.get("/livez").status, 200);
  Client second(node.port());
  EXPECT_EQ(second.upgrade("/v1/stream?pairs=KGS/USD"), 429);
}

TEST(Limits, TheExemptAreNotCounted) {
  auto site = quick_site();
  site.limits.connections_per_ip = site.limits.accept_rate = 1;
  site.limits.exempt = net::parse_ranges({"127.0.0.0/8"}).value();
  const Node node(std::move(site));
  std::vector<std::unique_ptr<Client>> clients;
  for (int count = 0; count < 5; ++count) {
    clients.push_back(std::make_unique<Client>(node.port()));
    EXPECT_EQ(clients.back()->get("/livez").status, 200);
  }
}

TEST(Limits, SoManyComeInASecond) {
  auto site = quick_site();
  site.limits.accept_rate = 2;
  const Node node(std::move(site));
  Client first(node.port());
  EXPECT_EQ(first.get("/livez").status, 200);
  Client second(node.port());
  EXPECT_EQ(second.get("/livez").status, 200);
  const auto refused = Client(node.port()).read_answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.body.contains("too_many_arrivals"));
  EXPECT_EQ(refused.headers.at("retry-after"), "5");
  EXPECT_EQ(node.counters().refused_pace.value(), 1U);
}

TEST(Limits, WhatIsTooBigIsCountedApart) {
  auto site = quick_site();
  site.limits.target_bytes = 300;
  site.limits.body_bytes = 1024;
  const Node node(std::move(site));
  EXPECT_EQ(Client(node.port()).get("/" + std::string(400, 'a')).status, 414);
  Client second(node.port());
  second.send("POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n");
  EXPECT_EQ(second.read_answer().status, 413);
  EXPECT_EQ(node.counters().too_big.value(), 2U);
  EXPECT_EQ(node.counters().bad_requests.value(), 0U);
}

TEST(Limits, AnIdleConnectionThatEndedIsCounted) {
  auto site = quick_site();
  site.limits.idle_time = milliseconds(100);
  const Node node(std::move(site));
  Client client(node.port());
  EXPECT_EQ(client.get("/livez").status, 200);
  EXPECT_TRUE(client.ends_within(milliseconds(2000)));
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.idle_timeouts.value() == 1; }, node.counters()));
  EXPECT_EQ(node.counters().header_timeouts.value(), 0U);
}

TEST(Limits, MoreRefusalsThanCanBeAnsweredAreCountedToo) {
  auto site = quick_site();
  site.limits.connections = 1;
  const Node node(std::move(site));
  Client first(node.port());
  ASSERT_EQ(first.get("/livez").status, 200);
  std::vector<std::unique_ptr<Client>> clients;
  for (int count = 0; count < 80; ++count) {
    clients.push_back(std::make_unique<Client>(node.port()));
  }
  ASSERT_TRUE(
      wait_until([](const Counters& c) { return c.refused_full.value() == 80; }, node.counters()));
  EXPECT_EQ(node.counters().unanswered.value(), 80U - 64U);
}

}  // namespace
}  // namespace tickerd::http::test
