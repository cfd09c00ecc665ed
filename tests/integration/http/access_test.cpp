#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"
#include "net/sha256.hpp"
#include "support/token_signer.hpp"

namespace tickerd::http::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

const std::string secret = "a secret of thirty-two bytes, no less";

access::ApiToken api_token(std::string_view text, std::string_view scope,
                           std::optional<milliseconds> lasts = std::nullopt) {
  access::ApiToken token{.name = std::string(text),
                         .sha256 = net::sha256_hex(text),
                         .scopes = {},
                         .until = std::nullopt};
  EXPECT_TRUE(add_scope(token.scopes, scope));
  if (lasts) token.until = rates::SystemClock().now() + *lasts;
  return token;
}

/// KGS/USD is public, TJS/USD is private.
Site private_site(std::vector<access::ApiToken> tokens) {
  auto site = quick_site();
  site.private_pairs = {rates::CurrencyPair::parse("TJS/USD").value()};
  access::JwtRules rules{.keys = {}, .audience = "tickerd", .issuer = {}};
  rules.keys.push_back(access::JwtKey::make(access::Algorithm::hs256, secret, "").value());
  site.bearers = access::Bearers(std::move(tokens), std::move(rules));
  return site;
}
Site private_site() { return private_site({api_token("sesame", "read:*")}); }

std::string signed_token(std::chrono::seconds lasts) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto expires = std::chrono::floor<std::chrono::seconds>(now) + lasts;
  return tickerd::test::TokenSigner::hs256(secret).token(
      R"({"aud":"tickerd","scope":"read:TJS/USD","exp":)" + std::to_string(expires.count()) + "}");
}

json next(Client& client) {
  const auto text = client.read_text();
  return text.empty() ? json::object() : json::parse(text);
}

/// The names of the pairs in the next message.
std::string pairs_in(const json& message) {
  std::string names;
  for (const auto& rate : message.value("rates", json::array())) {
    names += rate.at("pair").get<std::string>() + ' ';
  }
  return names;
}

struct Row {
  std::string name;
  std::string target;
  std::string headers;
  int status;
  std::string challenge = {};  // WWW-Authenticate; empty: none
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Access : public testing::TestWithParam<Row> {};

TEST_P(Access, IsGrantedOrRefused) {
  const auto& row = GetParam();
  const Node node(private_site());
  Client client(node.port());
  const auto answer = client.get(row.target, row.headers);
  EXPECT_EQ(answer.status, row.status) << answer.body;
  const auto challenge = answer.headers.find("www-authenticate");
  EXPECT_EQ(challenge == answer.headers.end() ? "" : challenge->second, row.challenge);
  EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*") << "pages have to see why";
  EXPECT_EQ(answer.body.contains("0.10710"), row.status == 200) << answer.body;
}

std::vector<Row> rows() {
  const std::string one = "/v1/rates/TJS-USD";
  const std::string sesame = "Authorization: Bearer sesame\r\n";
  const std::string bad = R"(Bearer error="invalid_token", error_description="the token )";
  return {
      {"NoToken", one, "", 401, "Bearer"},
      {"InTheHeader", one, sesame, 200},
      {"InTheQuery", one + "?token=sesame", "", 200},
      {"WrongToken", one + "?token=open", "", 401, bad + R"(is not accepted")"},
      {"WrongTokenForAPublicPair", "/v1/rates/KGS-USD?token=open", "", 401,
       bad + R"(is not accepted")"},
      {"ALongToken", one, "Authorization: Bearer " + std::string(10'240, 'x') + "\r\n", 401,
       bad + R"(is not accepted")"},
      {"Signed", one, "Authorization: Bearer " + signed_token(std::chrono::seconds(60)) + "\r\n",
       200},
      {"SignedInTheQuery", one + "?token=" + signed_token(std::chrono::seconds(60)), "", 200},
      {"Expired", one + "?token=" + signed_token(std::chrono::seconds(-60)), "", 401,
       bad + R"(has expired")"},
      {"Everything", "/v1/rates", sesame, 200},
      {"PastOfIt", "/v1/history?pair=TJS/USD", "", 401, "Bearer"},
      {"BadTokenOnAStream", "/v1/events?token=open", "", 401, bad + R"(is not accepted")"},
      {"EventsOfItAlone", "/v1/events?pairs=TJS/USD", "", 401, "Bearer"},
      {"OutOfScope", "/v1/rates/USD-TJS",
       "Authorization: Bearer " + signed_token(std::chrono::seconds(60)) + "\r\n", 403,
       R"(Bearer error="insufficient_scope")"},
  };
}
INSTANTIATE_TEST_SUITE_P(Table, Access, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

TEST(Access, KeepsAnswersOutOfTheCachesOfOthers) {
  const Node node(private_site());
  Client client(node.port());
  const auto open = client.get("/v1/rates");
  EXPECT_TRUE(open.headers.at("cache-control").starts_with("public"));
  EXPECT_EQ(open.headers.at("vary"), "Authorization");
  EXPECT_FALSE(open.body.contains("TJS/USD"));
  const auto tag = "If-None-Match: " + open.headers.at("etag") + "\r\n";
  const auto mine = client.get("/v1/rates", tag + "Authorization: Bearer sesame\r\n");
  EXPECT_EQ(mine.status, 200) << "not what everybody has";
  EXPECT_EQ(mine.headers.at("cache-control"), "private, no-cache");
  EXPECT_TRUE(mine.body.contains("TJS/USD"));
  const auto refused = client.get("/v1/rates/x", "Authorization: Bearer sesame\r\n");
  EXPECT_EQ(refused.headers.at("cache-control"), "no-store");
  client.send("GET /v1/events?token=sesame HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer().headers.at("cache-control"), "no-store, no-transform");
}

TEST(Access, CountsRefusals) {
  const Node node(private_site());
  Client client(node.port());
  client.get("/v1/rates/TJS-USD");
  client.get("/v1/rates?token=open");
  client.get("/v1/rates/USD-TJS?token=" + signed_token(std::chrono::seconds(60)));
  EXPECT_EQ(client.get("/embed?pairs=TJS/USD").status, 403);
  EXPECT_EQ(node.counters().refused_token.value(), 2U);
  EXPECT_EQ(node.counters().refused_scope.value(), 1U);
  EXPECT_EQ(node.counters().refused_origin.value(), 0U);
}

TEST(Access, PreflightsMayAskForTheHeader) {
  const Node node(private_site());
  Client client(node.port());
  client.send("OPTIONS /v1/rates HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n\r\n");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_TRUE(answer.headers.at("access-control-allow-headers").contains("Authorization"));
}

TEST(AccessStreams, ShowEachWhatItMayRead) {
  Node node(private_site());
  Client anybody(node.port());
  Client holder(node.port());
  ASSERT_EQ(anybody.upgrade("/v1/stream"), 101);
  ASSERT_EQ(holder.upgrade("/v1/stream?token=sesame"), 101);
  for (auto* client : {&anybody, &holder}) EXPECT_EQ(next(*client).at("type"), "hello");
  EXPECT_EQ(pairs_in(next(anybody)), "KGS/USD ");
  EXPECT_EQ(pairs_in(next(holder)), "KGS/USD TJS/USD ");
  node.publish("TJS/USD", "0.1072");
  EXPECT_EQ(pairs_in(next(holder)), "TJS/USD ");
  node.publish("KGS/USD", "0.0115");
  EXPECT_EQ(pairs_in(next(anybody)), "KGS/USD ") << "nothing came of the other one";
}

TEST(AccessStreams, RefuseABadTokenBeforeTheUpgrade) {
  const Node node(private_site());
  Client client(node.port());
  EXPECT_EQ(client.upgrade("/v1/stream?token=open"), 401);
}

TEST(AccessStreams, NameWhatIsForbidden) {
  const Node node(private_site());
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?pairs=KGS/USD,TJS/USD"), 101);
  EXPECT_EQ(next(client).at("type"), "hello");
  const auto error = next(client);
  EXPECT_EQ(error.at("code"), "forbidden");
  EXPECT_EQ(error.at("message"), "TJS/USD: forbidden");
  EXPECT_EQ(pairs_in(next(client)), "KGS/USD ");
  client.send_text(R"({"type":"subscribe","id":1,"pairs":["TJS/USD","USD/TJS","KZT/KGS"]})");
  const auto answer = next(client);
  EXPECT_EQ(answer.at("ok"), json::array());
  ASSERT_EQ(answer.at("failed").size(), 3U) << answer;
  for (const auto& failed : answer.at("failed")) EXPECT_EQ(failed.at("code"), "forbidden");
  client.send_text(R"({"type":"subscribe","id":2,"pairs":["*"]})");
  EXPECT_EQ(next(client).at("ok"), json::array({"*"}));
  client.send_text(R"({"type":"list","id":3})");
  EXPECT_EQ(next(client).at("ok"), json::array({"KGS/USD"}));
}

TEST(AccessStreams, CloseThoseWhoMayHaveNothing) {
  const Node node(private_site());
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?pairs=TJS/USD"), 101);
  EXPECT_EQ(next(client).at("code"), "forbidden");
  const auto frame = client.read_frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 4003);
}

/// The code of the next close frame, whatever comes before it.
int close_code_of(Client& client) {
  while (auto frame = client.read_frame()) {
    if (frame->opcode == 8) return frame->close_code();
  }
  return 0;
}

TEST(AccessStreams, EndWithTheirToken) {
  const Node node(private_site({api_token("brief", "read:*", milliseconds(400))}));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?token=brief"), 101);
  EXPECT_EQ(close_code_of(client), 4004);
  Client events(node.port());
  EXPECT_EQ(events.get("/v1/rates?token=brief").status, 401) << "it is no good now";
  EXPECT_EQ(node.counters().expired_tokens.value(), 1U);
}

TEST(AccessStreams, OfEventsSayGoodbyeWithTheirToken) {
  const Node node(private_site({api_token("brief", "read:*", milliseconds(400))}));
  Client client(node.port());
  client.send("GET /v1/events?token=brief HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.read_until("event: bye\n").contains("TJS/USD"));
  EXPECT_TRUE(client.read_until("\n\n").contains(R"("reason":"token_expired")"));
  EXPECT_TRUE(client.ends_within(milliseconds(5000)));
}

TEST(AccessReload, EndsTheStreamsOfATokenThatWasTakenBack) {
  Node node(private_site());
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?token=sesame"), 101);
  EXPECT_EQ(next(client).at("type"), "hello");
  node.adopt(private_site({api_token("another", "read:*")}));
  EXPECT_EQ(close_code_of(client), 4004);
}

TEST(AccessReload, TakesNoStreamOfATokenThatIsStillGood) {
  Node node(private_site());
  Client client(node.port());
  Client by_key(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?token=sesame"), 101);
  ASSERT_EQ(by_key.upgrade("/v1/stream?token=" + signed_token(std::chrono::seconds(60))), 101);
  for (auto* one : {&client, &by_key}) {
    next(*one);
    EXPECT_EQ(pairs_in(next(*one)), "KGS/USD TJS/USD ");
  }
  node.adopt(private_site());
  std::this_thread::sleep_for(milliseconds(200));  // ten sweeps
  node.publish("TJS/USD", "0.1072");
  for (auto* one : {&client, &by_key}) EXPECT_EQ(pairs_in(next(*one)), "TJS/USD ");
}

TEST(AccessReload, TakesAwayWhatHasBecomePrivate) {
  Node node;
  Client named(node.port());
  Client everything(node.port());
  Client alone(node.port());
  ASSERT_EQ(named.upgrade("/v1/stream?pairs=KGS/USD,TJS/USD"), 101);
  ASSERT_EQ(everything.upgrade("/v1/stream"), 101);
  ASSERT_EQ(alone.upgrade("/v1/stream?pairs=TJS/USD"), 101);
  for (auto* client : {&named, &everything, &alone}) {
    next(*client);
    EXPECT_TRUE(pairs_in(next(*client)).contains("TJS/USD"));
  }
  node.adopt(private_site());
  EXPECT_EQ(pairs_in(next(everything)), "KGS/USD ") << "the whole board anew";
  const auto whole = next(named);
  EXPECT_EQ(whole.at("resumed"), false);
  EXPECT_EQ(pairs_in(whole), "KGS/USD ");
  EXPECT_EQ(next(named).at("code"), "forbidden");
  EXPECT_EQ(close_code_of(alone), 4003);
  node.publish("TJS/USD", "0.1072");
  const auto seq = node.publish("KGS/USD", "0.0115");
  for (auto* client : {&named, &everything}) {
    const auto update = next(*client);
    EXPECT_EQ(update.at("seq"), seq);
    EXPECT_EQ(pairs_in(update), "KGS/USD ");
  }
}

TEST(AccessReload, ShowsWhatHasBecomePublic) {
  Node node(private_site());
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  next(client);
  EXPECT_EQ(pairs_in(next(client)), "KGS/USD ");
  node.adopt(quick_site());
  EXPECT_EQ(pairs_in(next(client)), "KGS/USD TJS/USD ");
}

}  // namespace
}  // namespace tickerd::http::test
