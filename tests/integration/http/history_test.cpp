#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using testing::HasSubstr;

constexpr auto all = "/v1/history?pair=KGS/USD&from=2019-01-01&to=2026-05-19";

/// What stands in the chunks of a body; ends with "(cut)" when the last chunk did not come.
std::string joined(std::string_view chunked) {
  std::string body;
  while (!chunked.empty()) {
    const auto size = std::stoul(std::string(chunked.substr(0, 8)), nullptr, 16);
    const auto begin = chunked.find("\r\n") + 2;
    if (size == 0) return body;
    body += chunked.substr(begin, size);
    chunked.remove_prefix(std::min(begin + size + 2, chunked.size()));
  }
  return body + "(cut)";
}

TEST(HistoryOverHttp, IsPagedByItsCursor) {
  const Node node(Node::Kept{.days = 2500});
  Client client(node.port());
  std::string cursor;
  std::size_t count = 0;
  int pages = 0;
  do {
    const auto target = std::string(all) + (cursor.empty() ? "" : "&cursor=" + cursor);
    const auto answer = client.get(target);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto page = nlohmann::json::parse(answer.body);
    count += page.at("points").size();
    cursor = page.at("next").is_null() ? "" : page.at("next").get<std::string>();
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(count, 2500U);
  EXPECT_EQ(pages, 3);
}

TEST(HistoryOverHttp, ComesInChunksAndKeepsTheConnection) {
  const Node node(Node::Kept{.days = 2500});
  Client client(node.port());
  client.send("GET " + std::string(all) + "&format=csv HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  const auto body = joined(client.read_until("\r\n0\r\n\r\n"));
  EXPECT_EQ(std::ranges::count(body, '\n'), 2501);
  EXPECT_TRUE(body.starts_with("start,open,high,low,close,points,source\n2019-"));
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST(HistoryOverHttp, EndsWithTheConnectionForAnOldClient) {
  const Node node(Node::Kept{.days = 3});
  Client client(node.port());
  client.send("GET " + std::string(all) + "&format=ndjson HTTP/1.0\r\nHost: a\r\n\r\n");
  const auto answer = client.read_until("never");
  EXPECT_THAT(answer, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_EQ(std::ranges::count(answer.substr(answer.find("\r\n\r\n") + 4), '\n'), 3);
}

TEST(HistoryOverHttp, IsCutWhenTheDiskFailsInTheMiddle) {
  const Node node(Node::Kept{.days = 2500, .failing_after = 2});
  Client client(node.port());
  client.send("GET " + std::string(all) + "&format=csv HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_until("\r\n\r\n");
  const auto body = joined(client.read_until("never"));
  EXPECT_TRUE(body.ends_with("(cut)"));
  EXPECT_EQ(std::ranges::count(body, '\n'), 2001);
}

TEST(HistoryOverHttp, HasALimitForStreamsToo) {
  const Node node(Node::Kept{.days = 2500});
  Client client(node.port());
  client.send("GET " + std::string(all) + "&format=ndjson&limit=1200 HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_until("\r\n\r\n");
  EXPECT_EQ(std::ranges::count(joined(client.read_until("\r\n0\r\n\r\n")), '\n'), 1200);
}

TEST(HistoryOverHttp, IsNotSentAgainWhenNothingChanged) {
  const Node node(Node::Kept{.days = 3});
  Client client(node.port());
  const auto first = client.get(all);
  ASSERT_EQ(first.status, 200);
  const auto again = client.get(all, "If-None-Match: " + first.headers.at("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST(HistoryOverHttp, LeavesTheBodyOutForHead) {
  const Node node(Node::Kept{.days = 3});
  Client client(node.port());
  client.send("HEAD " + std::string(all) + "&format=csv HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 200);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST(HistoryOverHttp, SaysWhatIsWrong) {
  const Node node(Node::Kept{.days = 3});
  Client client(node.port());
  EXPECT_EQ(client.get("/v1/history?pair=no").status, 400);
  const auto unknown = client.get("/v1/history?pair=AAA/BBB");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("unknown_pair"));
  const auto cross = client.get(all, "Origin: https://news.example\r\n");
  EXPECT_EQ(cross.headers.at("access-control-allow-origin"), "*");
  const Node without(Node::Kept{.days = 0});
  Client other(without.port());
  EXPECT_THAT(other.get(all).body, HasSubstr("no_history"));
}

}  // namespace
}  // namespace tickerd::http::test
