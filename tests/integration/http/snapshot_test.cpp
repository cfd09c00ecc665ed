#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using nlohmann::json;

/// Publishes another value of KGS/USD every millisecond until it goes.
class Publishing {
 public:
  explicit Publishing(Node& node) : thread_([this, &node] { publish_on(node); }) {}
  ~Publishing() { done_ = true; }

 private:
  void publish_on(Node& node) {
    for (int value = 1; !done_; ++value) {
      node.publish("KGS/USD", "0.0" + std::to_string(10'000 + value % 1000));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  std::atomic<bool> done_{false};
  std::jthread thread_;
};

TEST(Snapshot, HasNoHoleBehindIt) {
  Node node;
  const Publishing publishing(node);
  for (int number = 0; number < 1000; ++number) {
    Client client(node.port());
    ASSERT_EQ(client.upgrade("/v1/stream?pairs=KGS/USD"), 101);
    ASSERT_EQ(json::parse(client.read_text()).at("type"), "hello");
    const auto snapshot = json::parse(client.read_text());
    const auto update = json::parse(client.read_text());
    ASSERT_EQ(update.at("type"), "update");
    ASSERT_EQ(update.at("prev"), snapshot.at("seq")) << "subscriber " << number;
    ASSERT_GT(update.at("seq"), update.at("prev"));
    client.reset();
  }
}

}  // namespace
}  // namespace tickerd::http::test
