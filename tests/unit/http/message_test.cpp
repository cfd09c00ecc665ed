#include "http/message.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

TEST(TokenList, FindsWholeTokens) {
  EXPECT_TRUE(has_token("close", "close"));
  EXPECT_TRUE(has_token("keep-alive , CLOSE", "close"));
  EXPECT_TRUE(has_token(",,close", "close"));
  EXPECT_FALSE(has_token("closed", "close"));
  EXPECT_FALSE(has_token("", "close"));
}

TEST(RequestHeaders, AreFoundAndJoined) {
  Request request;
  request.headers = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(request.header("a"), "1");
  EXPECT_EQ(request.header("c"), std::nullopt);
  EXPECT_EQ(request.joined_header("a"), "1, 3");
  EXPECT_EQ(request.count_header("a"), 2U);
}

TEST(Problem, SurvivesBytesThatAreNoText) {
  const auto response = problem(400, "bad_query", "got \xff\xfe");
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.body->contains("bad_query"));
}

TEST(Trimmed, LeavesTheInside) {
  EXPECT_EQ(trimmed(" \ta b "), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
}

}  // namespace
}  // namespace tickerd::http
