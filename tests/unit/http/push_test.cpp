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
  std::string feed;  // whose door opens; empty: none
};

class Tokens : public testing::TestWithParam<TokenCase> {};

TEST_P(Tokens, OpenTheirOwnDoor) {
  const std::vector<PushDoor> doors{{"desk", net::sha256_hex("token of the desk")},
                                    {"shop", net::sha256_hex("token-of-the-shop")}};
  Request request;
  request.headers = GetParam().headers;
  request.query = GetParam().query;
  const auto* const door = find_door(doors, request);
  EXPECT_EQ(door == nullptr ? "" : door->feed, GetParam().feed);
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

TEST(PushRoute, IsThereOnlyWithADoor) {
  auto site = test::sample_site();
  Request request;
  request.path = push_path;
  EXPECT_FALSE(is_push(request, site));
  site.push_doors = {{"desk", net::sha256_hex("x")}};
  EXPECT_TRUE(is_push(request, site));
  request.path = "/v1/quotes/";
  EXPECT_FALSE(is_push(request, site));
}

TEST(PushRoute, RefusesAlikeWhateverIsWrongWithTheToken) {
  Request request;
  request.method = "GET";
  EXPECT_EQ(refuse_push(request).status, 405);
  EXPECT_EQ(refuse_push(request).header("Allow"), "POST");
  request.method = "POST";
  auto other = request;
  other.headers = {{"authorization", "Bearer wrong"}};
  EXPECT_EQ(refuse_push(request).status, 401);
  EXPECT_EQ(refuse_push(request).header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(*refuse_push(request).body, *refuse_push(other).body);
}

}  // namespace
}  // namespace tickerd::http
