#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Drain, SendsWhatWasPublishedBeforeItSaysBye) {
  auto site = quick_site();
  site.publish_interval = std::chrono::seconds(4);
  Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  client.read_text();
  client.read_text();
  const auto first = node.publish("KGS/USD", "0.0115");
  EXPECT_EQ(json::parse(client.read_text()).at("seq"), first);
  const auto last = node.publish("KGS/USD", "0.0116");
  auto closed = std::async(std::launch::async, [&] { node.close({}, milliseconds(500)); });
  EXPECT_EQ(json::parse(client.read_text()).at("seq"), last);
  EXPECT_EQ(json::parse(client.read_text()).at("type"), "bye");
  closed.get();
}

TEST(Drain, SaysByeToEveryStreamAndSpreadsThem) {
  constexpr int streams = 20;
  constexpr auto spread = milliseconds(600);
  Node node;
  std::vector<std::unique_ptr<Client>> clients;
  for (int index = 0; index < streams; ++index) {
    clients.push_back(std::make_unique<Client>(node.port()));
    ASSERT_EQ(clients.back()->upgrade("/v1/stream"), 101);
    clients.back()->read_text();
    clients.back()->read_text();
  }
  Client events(node.port());
  events.send("GET /v1/events HTTP/1.1\r\nHost: a\r\n\r\n");
  events.read_until("event: snapshot");
  Client idle(node.port());
  EXPECT_EQ(idle.get("/livez").headers.at("connection"), "keep-alive");

  Client silent(node.port());
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.connections.value() == 23; }, node.counters()));

  const auto start = steady_clock::now();
  auto closed = std::async(std::launch::async, [&] { node.close(spread, milliseconds(2000)); });
  EXPECT_TRUE(idle.ends_within(milliseconds(300)));
  EXPECT_TRUE(silent.ends_within(milliseconds(300)));
  std::vector<milliseconds> left;
  std::vector<int> delays;
  for (auto& client : clients) {
    const auto bye = json::parse(client->read_text());
    left.push_back(std::chrono::ceil<milliseconds>(steady_clock::now() - start));
    EXPECT_EQ(bye.at("type"), "bye");
    delays.push_back(bye.at("reconnect_ms"));
    const auto closing = client->read_frame();
    ASSERT_TRUE(closing);
    EXPECT_EQ(closing->close_code(), 1012);
    client->send_frame(8, "\x03\xf4");
    EXPECT_TRUE(client->ends_within(milliseconds(1000)));
  }
  EXPECT_TRUE(events.read_until("event: bye").ends_with("event: bye"));
  EXPECT_TRUE(events.ends_within(milliseconds(1000)));
  closed.get();
  EXPECT_GT(left.back() - left.front(), spread / 2);
  std::ranges::sort(delays);
  EXPECT_GT(delays.back() - delays.front(), 1000);
  EXPECT_LE(delays.back(), 10'000);
  EXPECT_THROW(Client(node.port()), std::runtime_error);
}

TEST(Drain, CutsWhoDoesNotGo) {
  Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  Client half(node.port());
  half.send("GET / HT");
  const auto start = steady_clock::now();
  node.close(milliseconds(0), milliseconds(100));
  EXPECT_LT(steady_clock::now() - start, milliseconds(5000));
  EXPECT_TRUE(client.ends_within(milliseconds(100)));
}

TEST(Drain, EndsConnectionsWithTheirAnswer) {
  Node node;
  Client client(node.port());
  EXPECT_EQ(client.get("/readyz").status, 200);
  node.drain();
  const auto answer = client.get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("connection"), "close");
}

}  // namespace
}  // namespace tickerd::http::test
