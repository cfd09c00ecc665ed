#include "app/watchdog.hpp"

#include <chrono>
#include <functional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "net/task_group.hpp"
#include "support/run.hpp"

namespace tickerd::app {
namespace {

/// A loop that comes to what it is asked when the test says so.
class Loop final : public Watched {
 public:
  void call(std::function<void()> answer) override { asked.push_back(std::move(answer)); }
  bool closed() const noexcept override { return ended; }

  void come_to_it() {
    for (const auto& answer : asked) answer();
    asked.clear();
  }

  std::vector<std::function<void()>> asked;
  bool ended = false;
};

class Watchdog : public testing::Test {
 public:
  ~Watchdog() override {
    tasks_.cancel();
    tickerd::test::run(io_, tasks_.join());
  }

 protected:
  Watchdog() {
    tasks_.spawn(watch({&first, &second}, std::chrono::milliseconds(20), [this] { ++said; }));
  }

  /// Lets several intervals pass.
  void pass() { io_.run_for(std::chrono::milliseconds(100)); }

 private:
  net::asio::io_context io_{1};
  net::TaskGroup tasks_{io_.get_executor()};

 protected:
  Loop first;
  Loop second;
  int said = 0;
};

TEST_F(Watchdog, IsFedWhileAllAnswer) {
  for (int turn = 1; turn <= 3; ++turn) {
    pass();
    EXPECT_EQ(said, turn) << "once, until they have answered";
    first.come_to_it();
    second.come_to_it();
  }
}

TEST_F(Watchdog, StarvesWhenOneHangs) {
  pass();
  first.come_to_it();
  pass();
  EXPECT_EQ(said, 1);
  EXPECT_EQ(second.asked.size(), 1U) << "it is not asked again and again";
  second.come_to_it();
  pass();
  EXPECT_EQ(said, 2) << "it came back";
}

TEST_F(Watchdog, DoesNotWaitForWhoHasEnded) {
  pass();
  first.come_to_it();
  second.ended = true;
  pass();
  EXPECT_EQ(said, 2);
}

}  // namespace
}  // namespace tickerd::app
