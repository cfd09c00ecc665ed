#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

/// What answers tell a browser to beware of.
namespace tickerd::http::test {
namespace {

class PageHeaders : public testing::TestWithParam<std::string> {};

TEST_P(PageHeaders, LeaveNothingToChance) {
  const Node node;
  Client client(node.port());
  const auto page = client.get(GetParam());
  const auto policy = page.headers.at("content-security-policy");
  for (const auto* const part :
       {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'none'",
        "require-trusted-types-for 'script'", "trusted-types 'none'", "frame-ancestors "}) {
    EXPECT_TRUE(policy.contains(part)) << policy;
  }
  EXPECT_FALSE(policy.contains("unsafe")) << policy;
  EXPECT_EQ(page.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.headers.at("referrer-policy"), "strict-origin-when-cross-origin");
  EXPECT_TRUE(page.headers.at("permissions-policy").contains("camera=()"));
  EXPECT_EQ(page.headers.at("cross-origin-opener-policy"), "same-origin");
  EXPECT_FALSE(page.headers.contains("access-control-allow-origin"));
  const auto tag = page.headers.at("etag");
  const auto same = client.get(GetParam(), "If-None-Match: " + tag + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.headers.at("content-security-policy"), policy);
  EXPECT_FALSE(same.headers.contains("access-control-allow-origin"));
}
INSTANTIATE_TEST_SUITE_P(Table, PageHeaders, testing::Values("/", "/demo", "/embed"),
                         [](const auto& row) {
                           auto name = "Of" + row.param;
                           std::ranges::replace(name, '/', '_');
                           return name;
                         });

TEST(Headers, KeepPagesOutOfFramesButTheOneThatIsMadeForThem) {
  const Node node;
  Client client(node.port());
  const auto page = client.get("/demo").headers;
  EXPECT_TRUE(page.at("content-security-policy").ends_with("frame-ancestors 'none'"));
  EXPECT_EQ(page.at("cross-origin-resource-policy"), "same-origin");
  const auto frame = client.get("/embed").headers;
  EXPECT_TRUE(frame.at("content-security-policy").ends_with("frame-ancestors *"));
  EXPECT_EQ(frame.at("cross-origin-resource-policy"), "cross-origin");
  const auto refused = client.get("/embed?pairs=1").headers;
  EXPECT_TRUE(refused.contains("content-security-policy"));
}

TEST(Headers, LetEverybodyHaveDataAsWhatItIs) {
  const Node node;
  for (const auto* const target : {"/v1/rates", "/v1/tape?format=svg", "/v1/pairs", "/widget.js",
                                   "/nothing", "/v1/rates?pairs=1", "/v1/rates?at=2026-01-01"}) {
    Client client(node.port());
    const auto answer = client.get(target).headers;
    EXPECT_EQ(answer.at("x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(answer.at("cross-origin-resource-policy"), "cross-origin") << target;
    EXPECT_EQ(answer.at("access-control-allow-origin"), "*") << target;
  }
}

TEST(Headers, MarkARefusalOfTheReaderToo) {
  const Node node;
  Client client(node.port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.read_answer().headers.at("x-content-type-options"), "nosniff");
}

}  // namespace
}  // namespace tickerd::http::test
