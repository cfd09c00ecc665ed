#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "http/integrity.hpp"
#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

TEST(EmbedPage, HasTheRatesOfNow) {
  Node node;
  Client client(node.port());
  const auto first = client.get("/embed?pairs=KGS%2FUSD&theme=dark");
  EXPECT_EQ(first.status, 200);
  EXPECT_TRUE(first.body.contains("<li>KGS/USD = 0.011435 0.31%</li>")) << first.body;
  EXPECT_EQ(first.headers.at("cache-control"), "no-cache");
  const auto tag = "If-None-Match: " + first.headers.at("etag") + "\r\n";
  EXPECT_EQ(client.get("/embed?pairs=KGS%2FUSD&theme=dark", tag).status, 304);
  node.publish("KGS/USD", "0.0115");
  const auto second = client.get("/embed?pairs=KGS%2FUSD&theme=dark", tag);
  EXPECT_EQ(second.status, 200);
  EXPECT_TRUE(second.body.contains("<li>KGS/USD = 0.011500 0.88%</li>")) << second.body;
}

TEST(EmbedPage, HasPairsThatNobodyConfigured) {
  const Node node;
  Client client(node.port());
  const auto crossed = client.get("/embed?pairs=KZT/KGS");
  EXPECT_EQ(crossed.status, 200);
  EXPECT_TRUE(crossed.body.contains("<li>KZT/KGS = 0.17140")) << crossed.body;
  EXPECT_EQ(client.get("/embed?pairs=AAA/BBB").status, 404);
}

TEST(EmbedPage, LeavesTheBodyOutForHead) {
  const Node node;
  Client client(node.port());
  client.send("HEAD /embed HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read_answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_GT(std::stoi(head.headers.at("content-length")), 100);
  EXPECT_TRUE(head.headers.contains("content-security-policy"));
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST(EmbedPage, KeepsLineBreaksOutOfItsHeaders) {
  const Node node;
  EXPECT_EQ(Client(node.port()).get("/embed?theme=a%0d%0aX-Evil:%201").status, 400);
  Client client(node.port());
  const auto wrong = client.get("/embed?theme=%3Cb%3E");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_FALSE(wrong.headers.contains("x-evil"));
}

TEST(WidgetFiles, AreCompressedAndHashedAsTheyAreServed) {
  const Node node;
  Client client(node.port());
  const auto release = nlohmann::json::parse(client.get("/widget/release.json").body);
  const auto script = release.at("files").at("tickerd.js");
  const auto answer =
      client.get(std::string(script.at("path")), "Origin: https://news.example\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(integrity_of(answer.body), script.at("integrity").get<std::string>());
  EXPECT_EQ(answer.body.size(), script.at("bytes").get<std::size_t>());
  EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
  EXPECT_EQ(client.get("/widget/0.0.1/tickerd.js").status, 404);
}

TEST(OEmbedAnswer, LeadsToTheFrame) {
  const Node node;
  Client client(node.port());
  // The client says "Host: a".
  const auto told =
      client.get("/oembed?format=json&url=http%3A%2F%2Fa%2Fembed%3Fpairs%3DKGS%252FUSD");
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_TRUE(std::string(nlohmann::json::parse(told.body).at("html"))
                  .starts_with(R"(<iframe src="http://a/embed?pairs=KGS/USD")"));
  EXPECT_EQ(client.get("/oembed?format=xml&url=http%3A%2F%2Fa%2Fembed").status, 501);
}

TEST(CheckAnswer, ExplainsAPolicy) {
  const Node node;
  Client client(node.port());
  const auto told =
      client.get("/v1/check?site=http://news.example&csp=default-src%20'none'%3B%20img-src%20*");
  EXPECT_EQ(told.status, 200);
  const auto ways = nlohmann::json::parse(told.body).at("ways");
  EXPECT_EQ(ways,
            (nlohmann::json{{"script", "blocked"}, {"frame", "blocked"}, {"picture", "allowed"}}));
}

}  // namespace
}  // namespace tickerd::http::test
