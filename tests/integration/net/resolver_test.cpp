#include "net/resolver.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run.hpp"

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Result<Addresses> one_address() { return Addresses(1, asio::ip::make_address("192.0.2.1")); }

TEST(Resolver, FindsTheLocalHost) {
  asio::io_context io;
  asio::thread_pool pool(1);
  Resolver resolver(pool);
  const auto addresses = test::run(io, resolver.resolve("localhost", 5s));
  ASSERT_TRUE(addresses) << addresses.error().detail;
  EXPECT_TRUE(addresses->front().is_loopback());
}

TEST(Resolver, SaysWhatTheSystemSaid) {
  asio::io_context io;
  asio::thread_pool pool(1);
  Resolver resolver(pool);
  const auto addresses = test::run(io, resolver.resolve(std::string(300, 'a'), 20s));
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, Errc::unreachable);
  EXPECT_THAT(addresses.error().detail, testing::StartsWith("expected an address, got \""));
}

TEST(Resolver, RemembersAnAnswer) {
  asio::io_context io;
  asio::thread_pool pool(1);
  std::atomic<int> asked = 0;
  Resolver resolver(pool, [&](const std::string&) {
    ++asked;
    return one_address();
  });
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(test::run(io, resolver.resolve("bank.example", 5s)), one_address());
  }
  EXPECT_EQ(asked, 1);
}

TEST(Resolver, DoesNotRememberAFailure) {
  asio::io_context io;
  asio::thread_pool pool(1);
  std::atomic<int> asked = 0;
  Resolver resolver(pool, [&](const std::string&) -> Result<Addresses> {
    if (++asked == 1) return fail(Errc::unreachable, "no");
    return one_address();
  });
  EXPECT_FALSE(test::run(io, resolver.resolve("bank.example", 5s)));
  EXPECT_TRUE(test::run(io, resolver.resolve("bank.example", 5s)));
}

TEST(Resolver, LeavesALookUpThatTakesTooLong) {
  std::promise<void> end;
  auto ended = end.get_future().share();
  asio::thread_pool pool(1);
  {
    asio::io_context io;
    Resolver resolver(pool, [ended](const std::string&) {
      ended.wait();
      return one_address();
    });
    const auto begin = Clock::now();
    const auto addresses = test::run(io, resolver.resolve("bank.example", 50ms));
    ASSERT_FALSE(addresses);
    EXPECT_EQ(addresses.error().code, Errc::timeout);
    EXPECT_EQ(addresses.error().detail, "expected an address within 50ms, got none");
    EXPECT_LT(Clock::now() - begin, 5s);
  }
  end.set_value();  // the loop and the resolver are gone by now
  pool.join();
}

}  // namespace
}  // namespace tickerd::net
