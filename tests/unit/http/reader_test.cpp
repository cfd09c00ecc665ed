#include "http/reader.hpp"

#include <gtest/gtest.h>

#include "http/query.hpp"
#include "http/router.hpp"
#include "net/sha256.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

using test::pair;

access::Grant grant(std::string_view words) {
  access::Grant made{.scopes = {}, .until = std::nullopt, .voucher = "v"};
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(' '));
    EXPECT_TRUE(add_scope(made.scopes, word));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
  }
  return made;
}

/// TJS/USD is private, KGS/USD and UZS/USD are public; KZT/KGS was asked for once.
Site private_site() {
  auto site = test::sample_site();
  site.private_pairs = {pair("TJS/USD")};
  site.bearers = access::Bearers({{.name = "wall",
                                   .sha256 = net::sha256_hex("sesame"),
                                   .scopes = grant("read:*").scopes,
                                   .until = std::nullopt}},
                                 {});
  return site;
}

struct Row {
  std::string name;
  std::string scopes;  // "none": no token
  std::string path;    // with its query
  int status;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

Request request_for(std::string_view target) {
  Request request;
  request.method = "GET";
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request.query = parse_query(target.substr(mark + 1)).value();
  return request;
}

class Readers : public testing::TestWithParam<Row> {};

TEST_P(Readers, AreRefusedBeforeAnythingIsLookedUp) {
  const auto site = private_site();
  const auto board = test::sample_board();
  const auto held = grant(GetParam().scopes == "none" ? "" : GetParam().scopes);
  const auto* const shown = GetParam().scopes == "none" ? nullptr : &held;
  const View view{.board = board, .site = site, .grant = shown};
  const auto refused = refuse_reading(request_for(GetParam().path), view);
  EXPECT_EQ(refused ? refused->status : 200, GetParam().status);
  if (refused) {
    EXPECT_TRUE(refused->header("WWW-Authenticate")->starts_with("Bearer"));
    EXPECT_EQ(refused->header("Cache-Control"), "no-store");
  }
}

const Row rows[] = {
    {"Everything", "none", "/v1/rates", 200},
    {"PublicPair", "none", "/v1/rates/KGS-USD", 200},
    {"PrivatePair", "none", "/v1/rates/TJS-USD", 401},
    {"ItTurnedOver", "none", "/v1/rates/USD-TJS", 401},
    {"ACrossOfIt", "none", "/v1/rates/TJS-KGS", 401},
    {"AnyOtherPair", "none", "/v1/rates/AAA-BBB", 401},
    {"OneSomebodyAskedFor", "none", "/v1/rates/KZT-KGS", 401},
    {"AmongOthers", "none", "/v1/rates?pairs=KGS/USD,TJS/USD", 401},
    {"Converted", "none", "/v1/convert?from=TJS&to=USD", 401},
    {"Explained", "none", "/v1/explain?pair=TJS/USD", 401},
    {"Past", "none", "/v1/rates?pairs=TJS/USD&at=2026-05-18", 401},
    {"History", "none", "/v1/history?pair=TJS/USD", 401},
    {"PublicHistory", "none", "/v1/history?pair=KGS/USD", 200},
    {"Tape", "none", "/v1/tape?pairs=TJS/USD", 401},
    {"DrawnTape", "none", "/v1/tape?pairs=TJS/USD&format=svg&spark=30", 401},
    {"EventsOfOthersToo", "none", "/v1/events?pairs=KGS/USD,TJS/USD", 200},
    {"EventsOfItAlone", "none", "/v1/events?pairs=TJS/USD", 401},
    {"WebSocketOfItAlone", "none", "/v1/stream?pairs=TJS/USD", 200},
    {"WithItsScope", "read:TJS/USD", "/v1/rates/TJS-USD", 200},
    {"ItsHistory", "read:TJS/USD", "/v1/history?pair=TJS/USD", 200},
    {"ItTurnedOverWithItsScope", "read:TJS/USD", "/v1/rates/USD-TJS", 403},
    {"WithAnotherScope", "read:UZS/USD", "/v1/rates/TJS-USD", 403},
    {"WhoMayPushMayNotRead", "push:desk", "/v1/rates/TJS-USD", 403},
    {"WithEveryScope", "read:*", "/v1/rates?pairs=TJS/USD,USD/TJS,AAA/BBB", 200},
};
INSTANTIATE_TEST_SUITE_P(Table, Readers, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Reader, MayReadEverythingWhereNothingIsPrivate) {
  const auto site = test::sample_site();
  const Reader anybody(site);
  EXPECT_TRUE(anybody.may_read(pair("AAA/BBB")));
  EXPECT_EQ(anybody.pairs().size(), 3U);
  const auto all = grant("read:*");
  EXPECT_EQ(Reader(site, &all).entitlement(), stream::Entitlement{}) << "shares with everybody";
  EXPECT_EQ(Reader(site, &all).edition(), "");
}

TEST(Reader, StarIsWhatItMayRead) {
  const auto site = private_site();
  const auto one = grant("read:TJS/USD read:AAA/BBB push:desk");
  EXPECT_EQ(Reader(site).pairs().size(), 2U);
  EXPECT_EQ(Reader(site, &one).pairs().size(), 3U);
  EXPECT_EQ(Reader(site, &one).entitlement().pairs, std::vector{pair("TJS/USD")})
      << "no more than makes a difference";
  const auto query = parse_rates_query(request_for("/v1/rates"), Reader(site), {}).value();
  EXPECT_EQ(query.pairs, (std::vector{pair("KGS/USD"), pair("UZS/USD")}));
}

TEST(Reader, AnswersAboutStarHaveATagOfTheirOwn) {
  const auto site = private_site();
  const auto board = test::sample_board();
  const auto all = grant("read:*");
  const auto tag = [&](const access::Grant* shown) {
    const auto answer =
        route(request_for("/v1/rates"), {.board = board, .site = site, .grant = shown});
    return std::string(answer.header("ETag").value());
  };
  EXPECT_NE(tag(nullptr), tag(&all));
  const auto one = grant("read:TJS/USD");
  EXPECT_NE(tag(&one), tag(nullptr));
}

TEST(Reader, TheCatalogueAndTheStatusShowNoMore) {
  const auto site = private_site();
  const auto board = test::sample_board();
  ServerState state;
  state.sources.emplace_back().name = "nbt";
  for (const auto* path : {"/v1/pairs", "/v1/status", "/v1/tape", "/v1/rates",
                           "/v1/rates?format=csv", "/v1/rates?format=rows", "/embed"}) {
    const View view{.board = board, .site = site, .state = &state};
    const auto answer = route(request_for(path), view);
    ASSERT_EQ(answer.status, 200) << path;
    EXPECT_FALSE(answer.body->contains("TJS/USD")) << path << ": " << *answer.body;
    EXPECT_TRUE(answer.body->contains("KGS/USD")) << path << ": " << *answer.body;
  }
  const View view{.board = board, .site = site, .state = &state};
  EXPECT_EQ(route(request_for("/embed?pairs=TJS/USD"), view).status, 403);
}

TEST(Reader, TokensAreLookedAtOnlyWhereSomethingIsPrivate) {
  auto request = request_for("/v1/rates?token=wrong");
  EXPECT_EQ(grant_of(request, test::sample_site(), {}).value(), nullptr);
  const auto site = private_site();
  EXPECT_FALSE(grant_of(request, site, {}));
  request.headers = {{"authorization", "Bearer sesame"}};
  EXPECT_TRUE(grant_of(request, site, {}).value()->scopes.reads_all) << "the header wins";
  request.headers = {{"authorization", "Basic c2VzYW1l"}};
  EXPECT_EQ(grant_of(request, site, {}).value(), nullptr) << "another scheme is not for us";
  request.path = "/widget.js";
  request.headers = {{"authorization", "Bearer wrong"}};
  EXPECT_EQ(grant_of(request, site, {}).value(), nullptr) << "files are for everybody";
}

}  // namespace
}  // namespace tickerd::http
