#include "http/oembed.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

class OEmbed : public testing::Test {
 protected:
  Response ask(Fields query) const {
    const Request request{.method = "GET",
                          .path = "/oembed",
                          .query = std::move(query),
                          .headers = {{"host", "rates.example:8080"}},
                          .body = {}};
    return route(request, {.board = board, .site = site});
  }
  nlohmann::json answer(Fields query) const {
    const auto response = ask(std::move(query));
    EXPECT_EQ(response.status, 200);
    return nlohmann::json::parse(*response.body);
  }

  stream::Board board = test::sample_board();
  Site site = test::sample_site();
  const std::string own = "http://rates.example:8080/embed";
};

TEST_F(OEmbed, IsAFrame) {
  const auto told = answer({{"url", own + "?pairs=KGS/USD&theme=dark"}, {"format", "json"}});
  EXPECT_EQ(told.at("version"), "1.0");
  EXPECT_EQ(told.at("type"), "rich");
  EXPECT_EQ(told.at("provider_name"), "tickerd");
  EXPECT_EQ(told.at("provider_url"), "http://rates.example:8080/");
  EXPECT_EQ(told.at("width"), 640);
  EXPECT_EQ(told.at("height"), 44);
  EXPECT_EQ(told.at("html"),
            R"(<iframe src="http://rates.example:8080/embed?pairs=KGS/USD&amp;theme=dark" )"
            R"(width="640" height="44" title="Exchange rates" frameborder="0" loading="lazy">)"
            "</iframe>");
  EXPECT_EQ(ask({{"url", own}}).header("Access-Control-Allow-Origin"), "*");
}

TEST_F(OEmbed, IsNoLargerThanAsked) {
  const auto told = answer({{"url", own}, {"maxwidth", "300"}, {"maxheight", "30"}});
  EXPECT_EQ(told.at("width"), 300);
  EXPECT_EQ(told.at("height"), 30);
  EXPECT_TRUE(std::string(told.at("html")).contains(R"(width="300" height="30")"));
  EXPECT_EQ(answer({{"url", own}, {"maxwidth", "5000"}}).at("width"), 640);
}

TEST_F(OEmbed, IsAsHighAsItsList) {
  EXPECT_EQ(answer({{"url", own + "?layout=list"}}).at("height"), 44 + 2 * 26);
  EXPECT_EQ(answer({{"url", own + "?layout=list&pairs=KGS/USD"}}).at("height"), 44);
}

TEST_F(OEmbed, EscapesTheLabel) {
  const auto told = answer({{"url", own + "?label=%22%3E%3Cb%3E%26"}});
  EXPECT_EQ(told.at("title"), "\"><b>&");
  const std::string html = told.at("html");
  EXPECT_TRUE(html.contains(R"(title="&quot;&gt;&lt;b&gt;&amp;")")) << html;
  EXPECT_TRUE(html.contains(R"(embed?label=%22%3E%3Cb%3E%26")")) << html;
}

TEST_F(OEmbed, KnowsItsPublicAddress) {
  site.public_url = "https://rates.example";
  const auto told = answer({{"url", "https://Rates.example/embed"}});
  EXPECT_TRUE(std::string(told.at("html")).contains(R"(src="https://rates.example/embed")"));
  const auto inside = answer({{"url", own}});
  EXPECT_TRUE(std::string(inside.at("html")).contains(R"(src="https://rates.example/embed")"));
}

TEST_F(OEmbed, KeepsTheSchemeThatItIsAskedWith) {
  const auto told = answer({{"url", "https://rates.example:8080/embed"}});
  EXPECT_TRUE(std::string(told.at("html")).contains(R"(src="https://rates.example:8080/embed")"));
}

struct RefusedCase {
  std::string name;
  Fields query;
  int status;
  std::string said;
};

class RefusedOEmbed : public OEmbed, public testing::WithParamInterface<RefusedCase> {};

TEST_P(RefusedOEmbed, SaysWhy) {
  const auto response = ask(GetParam().query);
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_TRUE(response.body->contains(GetParam().said)) << *response.body;
}

const std::string base = "http://rates.example:8080";
const RefusedCase refused[] = {
    {"Xml", {{"url", base + "/embed"}, {"format", "xml"}}, 501, "format: expected json"},
    {"NoUrl", {}, 400, "url: expected an address"},
    {"AnotherServer", {{"url", "http://evil.example/embed"}}, 404, "an address of this server"},
    {"AnotherPort", {{"url", "http://rates.example/embed"}}, 404, "an address of this server"},
    {"UserBeforeAnotherServer",
     {{"url", "http://rates.example:8080@evil.example/embed"}},
     404,
     "an address of this server"},
    {"NoAddress", {{"url", "embed"}}, 404, "an address of this server"},
    {"NoPath", {{"url", base}}, 404, "an address of this server"},
    {"AnotherPage", {{"url", base + "/demo"}}, 404, "an address of /embed"},
    {"BelowThePage", {{"url", base + "/embed/x"}}, 404, "an address of /embed"},
    {"BadQuery", {{"url", base + "/embed?theme=blue"}}, 404, "url: theme: expected"},
    {"BrokenQuery", {{"url", base + "/embed?theme=%zz"}}, 404, "url: position"},
    {"NoWidth", {{"url", base + "/embed"}, {"maxwidth", "0"}}, 400, "maxwidth: expected"},
    {"NoNumber", {{"url", base + "/embed"}, {"maxheight", "1e3"}}, 400, "maxheight: expected"},
};
INSTANTIATE_TEST_SUITE_P(Table, RefusedOEmbed, testing::ValuesIn(refused),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
