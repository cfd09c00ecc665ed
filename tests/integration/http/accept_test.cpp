#include <optional>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "http/listener.hpp"
#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

/// All of the process's files are taken while it lives, but for those given back.
class NoFilesLeft {
 public:
  NoFilesLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    constexpr rlim_t enough = 200;
    auto narrow = before_;
    narrow.rlim_cur = enough;
    ::setrlimit(RLIMIT_NOFILE, &narrow);
    for (int file = ::dup(STDERR_FILENO); file >= 0; file = ::dup(STDERR_FILENO)) {
      files_.push_back(file);
    }
  }
  ~NoFilesLeft() {
    for (const int file : files_) ::close(file);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  NoFilesLeft(const NoFilesLeft&) = delete;
  NoFilesLeft& operator=(const NoFilesLeft&) = delete;

  void give_back_one() {
    ::close(files_.back());
    files_.pop_back();
  }

 private:
  rlimit before_{};
  std::vector<int> files_;
};

TEST(Accepting, RestsWhenThereAreNoFilesAndGoesOnAfterwards) {
  const Node node;
  Client before(node.port());  // the edge has opened all that it opens
  ASSERT_EQ(before.get("/livez").status, 200);
  NoFilesLeft none;
  none.give_back_one();
  // It must not wait for a handshake.
  Client client(node.port(), over_tls() ? std::optional(TlsOffer{}) : std::nullopt);
  ASSERT_TRUE(wait_until([](const Counters& c) { return c.accept_failures.value() >= 2; },
                         node.counters()));
  // One failure each 100 ms, not as many as the processor can make.
  EXPECT_LT(node.counters().accept_failures.value(), 10U);
  none.give_back_one();
  if (client.tls() != nullptr) client.tls()->shake_hands();
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST(Listening, SharesItsPortOnlyWithItsOwn) {
  net::asio::io_context io(1);
  const auto executor = io.get_executor();
  ListenOptions options;
  options.sharing = Sharing::first;
  const auto first = Listener::open(executor, options);
  ASSERT_TRUE(first) << first.error().detail;
  options.port = first->port();
  EXPECT_FALSE(Listener::open(executor, options)) << "somebody else's port";
  options.sharing = Sharing::alone;
  EXPECT_FALSE(Listener::open(executor, options));
  options.sharing = Sharing::joins;
  const auto second = Listener::open(executor, options);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(second->port(), first->port());
}

TEST(Listening, FailsOnWhatIsNoAddress) {
  net::asio::io_context io(1);
  ListenOptions options;
  options.address = "localhost";
  const auto listener = Listener::open(io.get_executor(), options);
  ASSERT_FALSE(listener);
  EXPECT_EQ(listener.error().code, rates::Errc::bad_argument);
}

}  // namespace
}  // namespace tickerd::http::test
