#include "http/check_api.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

class Check : public testing::Test {
 protected:
  Response ask(Fields query) const {
    const Request request{.method = "GET",
                          .path = "/v1/check",
                          .query = std::move(query),
                          .headers = {{"host", "rates.example"}},
                          .body = {}};
    return route(request, {.board = board, .site = site});
  }
  nlohmann::json answer(Fields query) const {
    const auto response = ask(std::move(query));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("Cache-Control"), "no-store");
    return nlohmann::json::parse(*response.body);
  }

  stream::Board board = test::sample_board();
  Site site = test::sample_site();
};

TEST_F(Check, AnswersForEveryWay) {
  site.public_url = "https://rates.example";
  const auto told = answer({{"site", "https://news.example"}, {"csp", "script-src 'self'"}});
  EXPECT_EQ(told.at("site"), "https://news.example");
  EXPECT_EQ(told.at("server"), "https://rates.example");
  EXPECT_EQ(told.at("ways").at("script"), "blocked");
  EXPECT_EQ(told.at("ways").at("frame"), "allowed");
  EXPECT_EQ(told.at("ways").at("picture"), "allowed");
  const auto& findings = told.at("findings");
  EXPECT_EQ(findings.at(0).at("check"), "mixed-content");
  EXPECT_EQ(findings.at(4).at("check"), "script-src");
  EXPECT_EQ(findings.at(4).at("ways"), nlohmann::json{"script"});
  EXPECT_EQ(findings.at(4).at("line"), "script-src 'self' https://rates.example");
  EXPECT_EQ(findings.at(4).at("place"), "Content-Security-Policy");
}

TEST_F(Check, TakesTheServerByTheNameItIsCalled) {
  EXPECT_EQ(answer({{"site", "https://news.example"}}).at("server"), "http://rates.example");
}

TEST_F(Check, TakesASiteAsPeopleTypeIt) {
  for (const auto* const text : {"news.example", " https://News.example/markets?a#b ",
                                 "https://news.example:443", "news.example/markets"}) {
    EXPECT_EQ(answer({{"site", text}}).at("site"), "https://news.example") << text;
  }
}

TEST_F(Check, SaysWhatIsNoSite) {
  for (const auto* const text : {"", "ftp://news.example", "https://", "<script>", "a b"}) {
    const auto response = ask({{"site", text}});
    EXPECT_EQ(response.status, 400) << text;
    EXPECT_TRUE(response.body->contains("site: expected a site such as")) << *response.body;
  }
  EXPECT_EQ(ask({}).status, 400);
}

TEST_F(Check, SurvivesAPolicyThatIsNoUtf8) {
  EXPECT_EQ(ask({{"site", "news.example"}, {"csp", "script-src \xff"}}).status, 200);
}

}  // namespace
}  // namespace tickerd::http
