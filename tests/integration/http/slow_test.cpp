#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr int small = 4096;

/// Both with deliveries through io_uring, where the kernel has it, and without.
class SlowReader : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Ring, SlowReader, testing::Bool());

Site narrow_site() {
  auto site = quick_site();
  site.io_uring = SlowReader::GetParam();
  site.limits.send_buffer_bytes = small;
  return site;
}

std::string value(int step) { return "0.0" + std::to_string(10'000 + step); }

bool left_something_out(const Counters& counters) { return counters.conflated.value() > 100; }

TEST_P(SlowReader, SeesTheNewestRatesInTheEnd) {
  Node node(narrow_site());
  Client slow(node.port(), small);
  Client quick(node.port());
  ASSERT_EQ(slow.upgrade("/v1/stream"), 101);
  ASSERT_EQ(quick.upgrade("/v1/stream?pairs=KGS/USD"), 101);
  quick.read_text();
  quick.read_text();
  std::uint64_t last = 0;
  for (int step = 1; step <= 2000; ++step) {
    last = node.publish(step % 2 == 0 ? "KGS/USD" : "TJS/USD", value(step));
    if (step % 2 == 1) continue;
    ASSERT_EQ(json::parse(quick.read_text()).at("seq"), last);
  }
  ASSERT_TRUE(wait_until(left_something_out, node.counters()));
  json state;
  std::uint64_t seq = 0;
  int messages = 0;
  while (seq < last) {
    const auto message = json::parse(slow.read_text(), nullptr, false);
    ASSERT_TRUE(message.is_object());
    ++messages;
    if (message.at("type") == "hello") continue;
    if (message.at("type") == "update") {
      EXPECT_EQ(message.at("prev"), seq);
    }
    seq = message.at("seq");
    if (message.contains("rates")) {
      for (const auto& rate : message.at("rates"))
        state[rate.at("pair").get<std::string>()] = rate.at("rate");
    }
  }
  EXPECT_LT(messages, 1900);
  EXPECT_EQ(state.at("KGS/USD"), value(2000));
  EXPECT_EQ(state.at("TJS/USD"), value(1999));
}

TEST_P(SlowReader, IsClosedWhenItReadsNothingAtAll) {
  auto site = narrow_site();
  site.limits.slow_client_timeout = milliseconds(300);
  Node node(std::move(site));
  Client stalled(node.port(), small);
  Client events(node.port(), small);
  ASSERT_EQ(stalled.upgrade("/v1/stream"), 101);
  events.send("GET /v1/events HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_EQ(events.read_answer().status, 200);
  // What waits is merged, so that it takes a while until even that finds no room.
  for (int step = 1; step <= 2000 && node.counters().slow_closed.value() < 2; ++step) {
    node.publish("KGS/USD", value(step));
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.slow_closed.value() == 2; }, node.counters()));
  EXPECT_TRUE(
      wait_until([](const Counters& c) { return c.connections.value() == 0; }, node.counters()));
}

TEST_P(SlowReader, CostsLittleHoweverMuchItPings) {
  Node node(narrow_site());
  Client flood(node.port(), small);
  ASSERT_EQ(flood.upgrade("/v1/stream"), 101);
  std::string pings;
  for (int ping = 0; ping < 5000; ++ping) pings += client_frame(9, std::string(100, 'p'));
  flood.send(pings);
  EXPECT_TRUE(wait_until([](const Counters& c) { return c.floods.value() == 1; }, node.counters()));
}

}  // namespace
}  // namespace tickerd::http::test
