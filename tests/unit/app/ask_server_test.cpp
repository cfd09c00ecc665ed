#include "app/ask_server.hpp"

#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

TEST(AskServer, SaysHowToGiveAPortThatTheSystemChose) {
  const auto answer = ask_server({"127.0.0.1", 0}, "operations", "GET", "/readyz");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, rates::Errc::bad_argument);
  EXPECT_EQ(answer.error().detail,
            "operations.port: the configuration lets the system choose the port: give the one it "
            "chose with --set operations.port=N");
}

}  // namespace
}  // namespace tickerd::app
