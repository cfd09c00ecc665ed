#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "client_fixture.hpp"
#include "net/task_group.hpp"

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

asio::awaitable<void> fetch_into(HttpClient& client, HttpRequest request,
                                 std::optional<Result<HttpResponse>>& result) {
  result = co_await client.fetch(std::move(request));
}

class Cancellation : public Client {
 public:
  /// Starts the request, cancels it when `ready` says so, and checks how it ended.
  void expect_cancelled(HttpRequest made, const std::function<bool()>& ready) {
    std::optional<Result<HttpResponse>> result;
    TaskGroup group(io.get_executor());
    group.spawn(fetch_into(client, std::move(made), result));
    io.restart();
    const auto give_up = Clock::now() + 5s;
    while (!ready() && Clock::now() < give_up) io.run_for(1ms);
    ASSERT_TRUE(ready());
    ASSERT_FALSE(result);

    const auto begin = Clock::now();
    group.cancel();
    test::run(io, group.join(), 5s);
    EXPECT_LT(Clock::now() - begin, 3s);
    ASSERT_TRUE(result);
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().code, Errc::cancelled);
    EXPECT_TRUE(is_idle());
  }
  /// Whether every connection is closed, soon.
  bool all_closed() const {
    for (int time = 0; time < 500 && source.open_connections() > 0; ++time) {
      std::this_thread::sleep_for(10ms);
    }
    return source.open_connections() == 0;
  }
};

TEST_F(Cancellation, EndsTheWaitForAnAnswer) {
  auto answer = says("rates");
  answer.delay = 300ms;  // the source sees the end of the connection when it writes
  source.set("/late", answer);
  expect_cancelled(request("/late"), [&] { return source.requests("/late") == 1; });
  EXPECT_TRUE(all_closed());
}

TEST_F(Cancellation, EndsABodyThatDribbles) {
  auto answer = says(std::string(10'000, 'x'));
  answer.byte_delay = 2ms;
  source.set("/slow", answer);
  expect_cancelled(request("/slow"), [&] { return source.requests("/slow") == 1; });
  EXPECT_TRUE(all_closed());
}

TEST_F(Cancellation, EndsAHandshakeThatNobodyAnswers) {
  asio::ip::tcp::acceptor silent(io, {asio::ip::address_v4::loopback(), 0});
  auto made = request("/");
  made.url = "https://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/";
  int turns = 0;
  expect_cancelled(made, [&] { return ++turns > 50; });
}

}  // namespace
}  // namespace tickerd::net
