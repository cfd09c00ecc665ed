#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "http/push_api.hpp"
#include "net/sha256.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

struct TokenCase {
  std::string name;
  Fields headers;
  Fields query;
  std::string feed;  // whose it is; empty: nobody's
  int status = 401;  // where it is nobody's
};

access::ApiToken token(std::string_view text, std::vector<std::string> feeds) {
  return {.name = feeds.front(),
          .sha256 = net::sha256_hex(text),
          .scopes = {.pushes = std::move(feeds)},
          .until = std::nullopt};
}

Site site_with_feeds() {
  auto site = test::sample_site();
  site.pushed_feeds = {"desk", "shop"};
  site.bearers = access::Bearers(
      {token("token of the desk", {"desk"}), token("token-of-the-shop", {"shop"}),
       token("token of both", {"desk", "shop"}), token("token of yesterday", {"gone"})},
      {});
  return site;
}

class Tokens : public testing::TestWithParam<TokenCase> {};

TEST_P(Tokens, SayForWhichFeedAPushIs) {
  const auto site = site_with_feeds();
  Request request;
  request.method = "POST";
  request.headers = GetParam().headers;
  request.query = GetParam().query;
  const auto feed = feed_to_push(request, site, {});
  EXPECT_EQ(feed.value_or(""), GetParam().feed);
  EXPECT_EQ(feed ? 401 : feed.error().status, GetParam().status);
}

const TokenCase tokens[] = {
    {"Bearer", {{"authorization", "Bearer token of the desk"}}, {}, "desk"},
    {"LowerCaseScheme", {{"authorization", "bearer  token-of-the-shop "}}, {}, "shop"},
    {"InTheQuery", {}, {{"token", "token-of-the-shop"}}, "shop"},
    {"HeaderWins",
     {{"authorization", "Bearer token of the desk"}},
     {{"token", "token-of-the-shop"}},
     "desk"},
    {"WrongHeaderIsNotSavedByTheQuery",
     {{"authorization", "Bearer no"}},
     {{"token", "token-of-the-shop"}},
     ""},
    {"None", {}, {}, ""},
    {"Empty", {{"authorization", "Bearer "}}, {{"token", ""}}, ""},
    {"OtherScheme", {{"authorization", "Basic token-of-the-shop"}}, {}, ""},
    {"NoScheme", {{"authorization", "token-of-the-shop"}}, {}, ""},
    {"Short", {{"authorization", "B"}}, {}, ""},
    {"Prefix", {{"authorization", "Bearer token-of-the-sho"}}, {}, ""},
    {"OfBothWithoutAWord", {{"authorization", "Bearer token of both"}}, {}, "", 400},
    {"OfBothForOne", {{"authorization", "Bearer token of both"}}, {{"feed", "shop"}}, "shop"},
    {"ForAnotherFeed",
     {{"authorization", "Bearer token of the desk"}},
     {{"feed", "shop"}},
     "",
     403},
    {"ForAFeedThatIsGone", {{"authorization", "Bearer token of yesterday"}}, {}, "", 403},
    {"TheHashItself",
     {{"authorization", "Bearer " + net::sha256_hex("token-of-the-shop")}},
     {},
     ""},
};
INSTANTIATE_TEST_SUITE_P(Table, Tokens, testing::ValuesIn(tokens),
                         [](const auto& row) { return row.param.name; });

struct AnswerCase {
  std::string name;
  PushResult result;
  int status;
  std::string part;  // of the body
};

class PushAnswers : public testing::TestWithParam<AnswerCase> {};

TEST_P(PushAnswers, SayWhatBecameOfTheBatch) {
  const auto response = push_answer(GetParam().result);
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_TRUE(response.body->contains(GetParam().part)) << *response.body;
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
}

const PushedBatch two_of_three{.taken = 2, .problems = {{"/quotes/2 (KRW)", "rate: got \"\xff\""}}};
const AnswerCase answers[] = {
    {"Taken", PushedBatch{.taken = 3, .problems = {}}, 200,
     R"({"taken":3,"problems":[],"held":[]})"},
    {"Held", PushedBatch{.taken = 1, .problems = {}, .held = {"USD/TMT"}}, 200,
     R"("held":["USD/TMT"])"},
    {"TakenInPart", two_of_three, 200, R"x("problems":[{"where":"/quotes/2 (KRW)","what":"rate)x"},
    {"OtherType", rates::fail(rates::Errc::refused, "Content-Type: expected a, got b"), 415,
     "expected a, got b"},
    {"TooManyRows", rates::fail(rates::Errc::too_large, "20000 rows"), 413, "20000 rows"},
    {"NoJson", rates::fail(rates::Errc::bad_document, "broken JSON"), 400, "broken JSON"},
    {"Draining", rates::fail(rates::Errc::cancelled, "on its way out"), 503, "on its way out"},
};
INSTANTIATE_TEST_SUITE_P(Table, PushAnswers, testing::ValuesIn(answers),
                         [](const auto& row) { return row.param.name; });

TEST(PushRoute, IsThereOnlyWithAPushedFeed) {
  auto site = test::sample_site();
  Request request;
  request.path = push_path;
  EXPECT_FALSE(is_push(request, site));
  site.pushed_feeds = {"desk"};
  EXPECT_TRUE(is_push(request, site));
  request.path = "/v1/quotes/";
  EXPECT_FALSE(is_push(request, site));
}

TEST(PushRoute, RefusesAlikeWhateverIsWrongWithTheToken) {
  const auto site = site_with_feeds();
  Request request;
  request.method = "GET";
  const auto refusal = [&](const Request& asked) { return feed_to_push(asked, site, {}).error(); };
  EXPECT_EQ(refusal(request).status, 405);
  EXPECT_EQ(refusal(request).header("Allow"), "POST");
  request.method = "POST";
  auto other = request;
  other.headers = {{"authorization", "Bearer wrong"}};
  EXPECT_EQ(refusal(request).status, 401);
  EXPECT_EQ(refusal(request).header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(*refusal(request).body, *refusal(other).body);
}

}  // namespace
}  // namespace tickerd::http
