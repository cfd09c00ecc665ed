#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"
#include "unit/http/request_reader_cases.hpp"

/// What the port does with requests: RFC 9110 and 9112, case by case.
namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;

/// A refused request costs its own connection and nothing else.
class RefusedRequest : public testing::TestWithParam<BadCase> {};

TEST_P(RefusedRequest, GetsItsStatusAndIsTheLast) {
  const Node node;
  Client client(node.port());
  client.send(GetParam().bytes);
  client.send(request(get, host));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(client.read_answer().status, 0) << "what follows is not read as a request";
  Client other(node.port());
  EXPECT_EQ(other.get("/livez").status, 200);
}
INSTANTIATE_TEST_SUITE_P(Table, RefusedRequest, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return row.param.name; });

enum class Then { stays, ends };

struct AnswerCase {
  std::string name;
  std::string bytes;
  int status;
  Then then = Then::stays;
  std::string field = {};  // a header of the answer, and what it holds
  std::string value = {};
};
void PrintTo(const AnswerCase& row, std::ostream* out) { *out << row.name; }

class AnsweredRequest : public testing::TestWithParam<AnswerCase> {};

TEST_P(AnsweredRequest, GetsItsStatusAndTheConnectionItAsksFor) {
  const auto& row = GetParam();
  const Node node;
  Client client(node.port());
  client.send(row.bytes);
  const auto answer = client.read_answer(row.bytes.starts_with("HEAD"));
  EXPECT_EQ(answer.status, row.status) << answer.body;
  if (!row.field.empty()) {
    ASSERT_TRUE(answer.headers.contains(row.field));
    EXPECT_EQ(answer.headers.at(row.field), row.value);
  }
  const bool ends = row.then == Then::ends;
  EXPECT_EQ(answer.headers.at("connection"), ends ? "close" : "keep-alive");
  if (ends) {
    EXPECT_TRUE(client.ends_within(milliseconds(1000)));
  } else {
    EXPECT_EQ(client.get("/livez").body, R"({"status":"pass"})");
  }
}

const std::string reads = "GET, HEAD, OPTIONS";

const AnswerCase answer_cases[] = {
    {"Get", request("GET /livez HTTP/1.1", host), 200, Then::stays, "content-length", "17"},
    {"Head", request("HEAD /livez HTTP/1.1", host), 200, Then::stays, "content-length", "17"},
    {"HeadOfNothing", request("HEAD /nothing HTTP/1.1", host), 404},
    {"HeadOfAStream", request("HEAD /v1/events HTTP/1.1", host), 200, Then::ends, "content-type",
     "text/event-stream; charset=utf-8"},
    {"OptionsOfAPath", request("OPTIONS /v1/rates HTTP/1.1", host), 204, Then::stays, "allow",
     reads},
    {"OptionsOfTheServer", request("OPTIONS * HTTP/1.1", host), 204, Then::stays, "allow", reads},
    {"OptionsOfNothing", request("OPTIONS /nothing HTTP/1.1", host), 404},
    {"Post", request("POST /v1/rates HTTP/1.1", host + "Content-Length: 2\r\n") + "{}", 405,
     Then::stays, "allow", reads},
    {"Put", request("PUT /v1/rates HTTP/1.1", host + "Content-Length: 2\r\n") + "{}", 405},
    {"Delete", request("DELETE /v1/rates HTTP/1.1", host), 405, Then::stays, "allow", reads},
    {"Trace", request("TRACE /v1/rates HTTP/1.1", host), 405, Then::stays, "allow", reads},
    {"PostToNothing", request("POST /nothing HTTP/1.1", host + "Content-Length: 1\r\n") + "a", 404},
    {"GetWithABody", request("GET /livez HTTP/1.1", host + "Content-Length: 2\r\n") + "{}", 200},
    {"GetWithChunks",
     request("GET /livez HTTP/1.1", host + "Transfer-Encoding: chunked\r\n") +
         "2;a=b\r\n{}\r\n0\r\nA: b\r\n\r\n",
     200},
    {"EmptyLineBefore", "\r\n\r\n" + request("GET /livez HTTP/1.1", host), 200},
    {"AbsoluteForm", request("GET http://elsewhere.example/livez HTTP/1.1", host), 200},
    {"AbsoluteFormWithoutPath", request("GET http://elsewhere.example/livez? HTTP/1.1", host), 200},
    {"EscapedPath", request("GET /%6civez HTTP/1.1", host), 200},
    {"DotSegmentsAreNoWayOut", request("GET /../../etc/passwd HTTP/1.1", host), 404},
    {"EscapedDotSegments", request("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", host), 404},
    {"Close", request("GET /livez HTTP/1.1", host + "Connection: close\r\n"), 200, Then::ends},
    {"CloseAmongOthers", request("GET /livez HTTP/1.1", host + "Connection: a, CLOSE\r\n"), 200,
     Then::ends},
    {"CloseOnASecondLine",
     request("GET /livez HTTP/1.1", host + "Connection: a\r\nConnection: close\r\n"), 200,
     Then::ends},
    {"OldVersion", request("GET /livez HTTP/1.0", ""), 200, Then::ends},
    {"OldVersionThatStays", request("GET /livez HTTP/1.0", "Connection: Keep-Alive\r\n"), 200},
    {"EmptyHost", request("GET /livez HTTP/1.1", "Host:\r\n"), 200},
    {"HostWithPort", request("GET /livez HTTP/1.1", "Host: a.example:8080\r\n"), 200},
    {"HostOfVersionSix", request("GET /livez HTTP/1.1", "Host: [::1]:8080\r\n"), 200},
    {"HostInCapitals", request("GET /livez HTTP/1.1", "HOST: A\r\n"), 200},
    {"ExpectationOfAnOldClient",
     request("POST /v1/rates HTTP/1.0",
             "Connection: keep-alive\r\nContent-Length: 2\r\nExpect: 100-continue\r\n") +
         "{}",
     405},
    {"UpgradeToSomethingElse",
     request("GET /livez HTTP/1.1", host + "Connection: Upgrade\r\nUpgrade: h2c\r\n"), 200},
    {"Problem", request("GET /v1/rates?pairs=1 HTTP/1.1", host), 400, Then::stays, "content-type",
     "application/problem+json"},
};
INSTANTIATE_TEST_SUITE_P(Table, AnsweredRequest, testing::ValuesIn(answer_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Conduct, AnswersTheRequestsBeforeABadOne) {
  const Node node;
  Client client(node.port());
  client.send(request("GET /livez HTTP/1.1", host) + request("GET /nothing HTTP/1.1", host) +
              request(get, host + host) + request("GET /livez HTTP/1.1", host));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(client.read_answer().status, 404);
  EXPECT_EQ(client.read_answer().status, 400);
  EXPECT_TRUE(client.ends_within(milliseconds(3000)));
}

TEST(Conduct, TakesABodyForNoRequest) {
  const Node node;
  Client client(node.port());
  const auto hidden = request("GET /nothing HTTP/1.1", host);
  client.send(request("POST /v1/rates HTTP/1.1",
                      host + "Content-Length: " + std::to_string(hidden.size()) + "\r\n") +
              hidden + request("GET /livez HTTP/1.1", host));
  EXPECT_EQ(client.read_answer().status, 405);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Conduct, GivesACueOnlyToWhoWaitsForIt) {
  const Node node;
  Client client(node.port());
  const auto expecting =
      request("POST /v1/rates HTTP/1.1", host + "Content-Length: 2\r\nExpect: 100-continue\r\n");
  client.send(expecting + "{}");
  EXPECT_EQ(client.read_answer().status, 405) << "the body was there already";
  client.send(expecting);
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("{}");
  EXPECT_EQ(client.read_answer().status, 405);
  client.send(request("POST /v1/rates HTTP/1.1",
                      host + "Content-Length: 99999999\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_answer().status, 413) << "instead of the cue";
}

TEST(Conduct, SaysNothingOfItself) {
  const Node node;
  for (const auto* const line : {"GET /v1/rates HTTP/1.1", "GET /nothing HTTP/1.1"}) {
    Client client(node.port());
    client.send(request(line, host));
    const auto answer = client.read_answer();
    EXPECT_FALSE(answer.headers.contains("server"));
    EXPECT_FALSE(answer.headers.contains("set-cookie"));
    EXPECT_TRUE(answer.headers.contains("date"));
  }
}

}  // namespace
}  // namespace tickerd::http::test
