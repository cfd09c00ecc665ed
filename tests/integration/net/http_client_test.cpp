#include "net/http_client.hpp"

#include <string>

#include "client_fixture.hpp"

namespace tickerd::net {
namespace {

using HttpClientTest = Client;

TEST_F(HttpClientTest, GetsABodyAndItsHeaders) {
  auto answer = says("<rates/>");
  answer.headers.emplace_back("Content-Type", "text/xml; charset=windows-1251");
  source.set("/daily.xml", answer);
  const auto response = fetch("/daily.xml?date=01.04.2026");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "<rates/>");
  EXPECT_EQ(response->header("content-type"), "text/xml; charset=windows-1251");
  EXPECT_EQ(response->url, source.url("/daily.xml?date=01.04.2026"));
}

TEST_F(HttpClientTest, SaysWhoItIsAndWhatItTakes) {
  source.set("/", says("x"));
  ASSERT_TRUE(fetch("/?a=b"));
  const auto asked = source.last("/");
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.target, "/?a=b");
  EXPECT_EQ(asked.header("Host"), place());
  EXPECT_THAT(std::string(asked.header("User-Agent")), testing::MatchesRegex("tickerd/[0-9.]+"));
  EXPECT_EQ(asked.header("Accept-Encoding"), "gzip");
}

TEST_F(HttpClientTest, SendsTheHeadersAndBodyItWasGiven) {
  source.set("/soap", says("x"));
  auto post = request("/soap");
  post.method = "POST";
  post.body = "<ask/>";
  post.headers = {{"SOAPAction", "latest"}, {"User-Agent", "other/1"}};
  ASSERT_TRUE(fetch(post));
  const auto asked = source.last("/soap");
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.body, "<ask/>");
  EXPECT_EQ(asked.header("SOAPAction"), "latest");
  EXPECT_EQ(asked.header("User-Agent"), "other/1");
}

TEST_F(HttpClientTest, TakesAnyStatusForAnAnswer) {
  for (const int status : {200, 204, 400, 404, 429, 500, 503}) {
    Answer answer;
    answer.status = status;
    source.set("/status", answer);
    const auto response = fetch("/status");
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, status);
  }
}

TEST_F(HttpClientTest, AsksWithAValidatorAndGets304) {
  auto answer = says("rates");
  answer.etag = "W/\"530-1779531645000\"";
  answer.last_modified = "Sat, 23 May 2026 10:20:45 GMT";
  source.set("/daily.xml", answer);
  const auto first = fetch("/daily.xml");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->status, 200);

  auto by_tag = request("/daily.xml");
  by_tag.headers.emplace_back("If-None-Match", std::string(first->header("ETag")));
  auto by_date = request("/daily.xml");
  by_date.headers.emplace_back("If-Modified-Since", std::string(first->header("Last-Modified")));
  for (const auto& again : {by_tag, by_date}) {
    const auto response = fetch(again);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, 304);
    EXPECT_EQ(response->body, "");
  }
}

TEST_F(HttpClientTest, InflatesGzip) {
  auto answer = says(std::string(100'000, 'x'));
  answer.gzip = true;
  source.set("/gzip", answer);
  const auto response = fetch("/gzip");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, answer.body);
}

TEST_F(HttpClientTest, JoinsChunks) {
  auto answer = says(std::string(5'500, 'x') + "end");
  answer.chunked = true;
  source.set("/chunked", answer);
  answer.gzip = true;
  source.set("/both", answer);
  answer.body.clear();
  answer.gzip = false;
  answer.byte_delay = std::chrono::milliseconds(1);
  source.set("/empty", answer);
  for (const auto* path : {"/chunked", "/both"}) {
    const auto response = fetch(path);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, std::string(5'500, 'x') + "end");
  }
  const auto empty = fetch("/empty");
  ASSERT_TRUE(empty) << empty.error().detail;
  EXPECT_EQ(empty->body, "");
}

TEST_F(HttpClientTest, TakesABodyThatEndsWithTheConnection) {
  Answer answer;
  answer.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nrates";
  source.set("/old", answer);
  const auto response = fetch("/old");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "rates");
}

TEST_F(HttpClientTest, KeepsOneConnection) {
  source.set("/a", says("a"));
  for (int time = 0; time < 5; ++time) ASSERT_TRUE(fetch("/a"));
  EXPECT_EQ(source.requests("/a"), 5);
  EXPECT_EQ(source.connections(), 1);
}

TEST_F(HttpClientTest, OpensANewConnectionWhenTheServerClosedTheKeptOne) {
  auto answer = says("a");
  answer.close = true;
  source.set("/a", answer);
  for (int time = 0; time < 3; ++time) {
    const auto response = fetch("/a");
    ASSERT_TRUE(response) << response.error().detail;
  }
  EXPECT_EQ(source.connections(), 3);
}

TEST_F(HttpClientTest, AsksAgainOnceWhenTheKeptConnectionIsLostUnderTheRequest) {
  source.set("/a", says("a"));
  Answer lost;
  lost.reset = true;
  source.set("/lost", lost);
  ASSERT_TRUE(fetch("/a"));
  auto asked = request("/lost");
  int permits = 0;
  asked.permit = [&]() -> Result<void> {
    ++permits;
    return {};
  };
  const auto response = fetch(asked);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unreachable);
  EXPECT_EQ(source.requests("/lost"), 2);
  EXPECT_EQ(permits, 2);
}

TEST_F(HttpClientTest, DoesNotAskAgainWithoutAPermit) {
  source.set("/a", says("a"));
  Answer lost;
  lost.reset = true;
  source.set("/lost", lost);
  ASSERT_TRUE(fetch("/a"));
  auto asked = request("/lost");
  int permits = 1;
  asked.permit = [&]() -> Result<void> {
    if (permits-- > 0) return {};
    return fail(Errc::refused, "expected a request left, got none");
  };
  const auto response = fetch(asked);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::refused);
  EXPECT_EQ(source.requests("/lost"), 1);
}

TEST_F(HttpClientTest, DoesNotPostTwice) {
  source.set("/a", says("a"));
  Answer lost;
  lost.reset = true;
  source.set("/lost", lost);
  ASSERT_TRUE(fetch("/a"));
  auto post = request("/lost");
  post.method = "POST";
  ASSERT_FALSE(fetch(post));
  EXPECT_EQ(source.requests("/lost"), 1);
}

TEST_F(HttpClientTest, RefusesARequestThatWouldBreakTheMessage) {
  auto method = request("/");
  method.method = "GET / HTTP/1.1\r\nX:";
  auto name = request("/");
  name.headers = {{"X: y\r\nZ", "1"}};
  auto value = request("/");
  value.headers = {{"X", "s3cret\r\nZ: 1"}};
  auto own = request("/");
  own.headers = {{"content-length", "5"}};
  for (const auto& bad : {method, name, value, own}) {
    const auto response = fetch(bad);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::bad_argument);
    EXPECT_THAT(response.error().detail, Not(HasSubstr("s3cret")));
  }
  EXPECT_EQ(source.connections(), 0);
}

}  // namespace
}  // namespace tickerd::net
