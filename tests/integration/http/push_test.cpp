#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

std::string post(const std::string& target, const std::string& headers, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string good_token = "Authorization: Bearer correct horse battery\r\n";
const std::string in_query = "/v1/quotes?token=correct%20horse%20battery";

TEST(Push, IsPublishedBeforeItIsAnswered) {
  const Node node;
  Client client(node.port());
  client.send(post("/v1/quotes", good_token + "Content-Type: text/x-mine\r\n", "good"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            R"({"taken":1,"problems":[{"where":"desk","what":"text/x-mine"}],"held":[]})");
  EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
  const auto rate = nlohmann::json::parse(client.get("/v1/rates/KGS-USD").body);
  EXPECT_EQ(rate.at("rate"), "0.011700");
}

struct PushCase {
  std::string name;
  std::string bytes;
  int status;
};

class PushRefusals : public testing::TestWithParam<PushCase> {};

TEST_P(PushRefusals, HaveTheirStatus) {
  const Node node;
  Client client(node.port());
  client.send(GetParam().bytes);
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(answer.headers.contains("www-authenticate"), answer.status == 401);
  const auto body = nlohmann::json::parse(client.get("/v1/rates/KGS-USD").body, nullptr, false);
  if (body.is_object()) {  // a connection that was closed answers nothing
    EXPECT_EQ(body.at("seq"), 40) << "nothing was published";
  }
}

const PushCase refusals[] = {
    {"NoToken", post("/v1/quotes", "", "good"), 401},
    {"WrongToken", post("/v1/quotes", "Authorization: Bearer no\r\n", "good"), 401},
    {"WrongTokenInTheQuery", post("/v1/quotes?token=no", "", "good"), 401},
    {"BadBody", post(in_query, "", "bad"), 400},
    {"BodyOverTheLimit", post("/v1/quotes", good_token, std::string(70'000, 'x')), 413},
    {"Get", "GET " + in_query + " HTTP/1.1\r\nHost: a\r\n\r\n", 405},
    {"Options", "OPTIONS /v1/quotes HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n\r\n", 405},
};
INSTANTIATE_TEST_SUITE_P(Table, PushRefusals, testing::ValuesIn(refusals),
                         [](const auto& row) { return row.param.name; });

TEST(Push, CountsWrongTokens) {
  const Node node;
  Client client(node.port());
  client.send(post("/v1/quotes", "", "good"));
  EXPECT_EQ(client.read_answer().status, 401);
  EXPECT_EQ(node.counters().refused_token.value(), 1U);
}

TEST(Push, IsNowhereWithoutAPushedFeed) {
  auto site = quick_site();
  site.pushed_feeds.clear();
  const Node node(std::move(site));
  Client client(node.port());
  client.send(post(in_query, "", "good"));
  EXPECT_EQ(client.read_answer().status, 404);
}

TEST(Explained, IsTrackedFirst) {
  const Node node;
  Client client(node.port());
  const auto answer = client.get("/v1/explain?pair=KZT/KGS");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
  const auto body = nlohmann::json::parse(answer.body);
  EXPECT_EQ(body.at("rate").at("pair"), "KZT/KGS");
  EXPECT_EQ(body.at("rate").at("seq"), 43);
  EXPECT_EQ(client.get("/v1/explain?pair=AAA/BBB").status, 404);
  EXPECT_EQ(client.get("/v1/explain").status, 400);
}

TEST(Credits, AreSaidAtTheStart) {
  auto site = quick_site();
  site.credits = {{.source = "nbt", .line = "National Bank of Tajikistan"}};
  const Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  const auto hello = nlohmann::json::parse(client.read_text());
  EXPECT_EQ(hello.at("credits").at("nbt"), "National Bank of Tajikistan");
}

}  // namespace
}  // namespace tickerd::http::test
