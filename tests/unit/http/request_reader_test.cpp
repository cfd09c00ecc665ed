#include "http/request_reader.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "unit/http/request_reader_cases.hpp"

namespace tickerd::http {
namespace {

using Progress = RequestReader::Progress;
using test::BadCase;
using test::host;
using test::request;

void feed(RequestReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto space = reader.space();
    const auto part = bytes.substr(0, space.size());
    std::ranges::copy(part, space.begin());
    reader.received(part.size());
    bytes.remove_prefix(part.size());
  }
}

/// As slowly as a peer may send.
Progress feed_bytewise(RequestReader& reader, std::string_view bytes) {
  auto progress = Progress::need_more;
  for (std::size_t at = 0; at < bytes.size() && progress == Progress::need_more; ++at) {
    feed(reader, bytes.substr(at, 1));
    progress = reader.advance();
  }
  return progress;
}

class BadRequest : public testing::TestWithParam<BadCase> {};

TEST_P(BadRequest, IsRefused) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, GetParam().bytes);
  ASSERT_EQ(reader.advance(), Progress::failed);
  EXPECT_EQ(reader.failure().status, GetParam().status) << *reader.failure().body;
}

TEST_P(BadRequest, IsRefusedByteByByteToo) {
  const Limits limits;
  RequestReader reader(limits);
  ASSERT_EQ(feed_bytewise(reader, GetParam().bytes), Progress::failed);
  EXPECT_EQ(reader.failure().status, GetParam().status) << *reader.failure().body;
}

INSTANTIATE_TEST_SUITE_P(Table, BadRequest, testing::ValuesIn(test::bad_cases),
                         [](const auto& row) { return row.param.name; });

TEST(RequestReader, TakesATargetAsLongAsTheLimit) {
  const Limits limits;
  RequestReader reader(limits);
  const auto target = '/' + std::string(limits.target_bytes - 1, 'a');
  feed(reader, request("GET " + target + " HTTP/1.1", host));
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_EQ(reader.take().path, target);
}

TEST(RequestReader, ReadsARequestByteByByte) {
  const Limits limits;
  RequestReader reader(limits);
  const auto bytes =
      request("GET /v1/rates/KGS%2FUSD?pairs=a%2Cb&x=1+2 HTTP/1.1", host + "X-A:  b \r\n");
  for (const char byte : bytes) {
    EXPECT_EQ(reader.advance(), Progress::need_more);
    feed(reader, std::string_view(&byte, 1));
  }
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_TRUE(reader.keep_alive());
  const auto got = reader.take();
  EXPECT_EQ(got.method, "GET");
  EXPECT_EQ(got.path, "/v1/rates/KGS/USD");
  EXPECT_EQ(got.parameter("pairs"), "a,b");
  EXPECT_EQ(got.parameter("x"), "1 2");
  EXPECT_EQ(got.header("x-a"), "b");
  EXPECT_TRUE(reader.between_requests());
}

TEST(RequestReader, TakesPipelinedRequestsInOrder) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, request("GET /1 HTTP/1.1", host) + "\r\n" +
                   request("POST /2 HTTP/1.1", host + "Content-Length: 3\r\n") + "abc" +
                   request("GET /3 HTTP/1.1", host + "Connection: close\r\n") + "rest");
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_EQ(reader.take().path, "/1");
  ASSERT_EQ(reader.advance(), Progress::request);
  const auto second = reader.take();
  EXPECT_EQ(second.path, "/2");
  EXPECT_EQ(second.body, "abc");
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_EQ(reader.take().path, "/3");
  EXPECT_FALSE(reader.keep_alive());
  EXPECT_EQ(reader.take_rest(), "rest");
}

TEST(RequestReader, ReadsChunkedBodies) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, request("POST / HTTP/1.1", host + "Transfer-Encoding: Chunked\r\n"));
  EXPECT_EQ(reader.advance(), Progress::need_more);
  feed(reader, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_EQ(reader.take().body, "abcde");
}

TEST(RequestReader, DropsTrailers) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, test::chunked("1\r\na\r\n0\r\nHost: b\r\nAuthorization: c\r\n\r\n") +
                   request("GET /2 HTTP/1.1", host));
  ASSERT_EQ(reader.advance(), Progress::request);
  const auto taken = reader.take();
  EXPECT_EQ(taken.count_header("host"), 1U);
  EXPECT_EQ(taken.header("host"), "a");
  EXPECT_FALSE(taken.header("authorization"));
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_EQ(reader.take().headers.size(), 1U);
}

TEST(RequestReader, BoundsChunkedBodiesAndTheirTrailers) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, request("POST / HTTP/1.1", host + "Transfer-Encoding: chunked\r\n") + "0\r\n");
  auto progress = reader.advance();
  const std::string trailer = "A: " + std::string(1000, 'a') + "\r\n";
  for (int line = 0; line < 4000 && progress == Progress::need_more; ++line) {
    feed(reader, trailer);
    progress = reader.advance();
  }
  EXPECT_EQ(progress, Progress::failed);
}

TEST(RequestReader, SaysWhenTheClientWaitsForItsCue) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, request("POST / HTTP/1.1", host + "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(reader.advance(), Progress::expects_continue);
  EXPECT_EQ(reader.advance(), Progress::need_more);
  feed(reader, "ab");
  EXPECT_EQ(reader.advance(), Progress::request);
}

TEST(RequestReader, TakesALastChunkThatComesInPieces) {
  const Limits limits;
  const std::string whole =
      request("POST / HTTP/1.1", host + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    for (std::size_t next = cut + 1; next <= whole.size(); ++next) {
      RequestReader reader(limits);
      feed(reader, whole.substr(0, cut));
      ASSERT_EQ(reader.advance(), Progress::need_more) << cut;
      feed(reader, whole.substr(cut, next - cut));
      (void)reader.advance();  // complete or not: that it goes on at all is the test
      feed(reader, whole.substr(next));
      ASSERT_EQ(reader.advance(), Progress::request) << cut << ' ' << next;
    }
  }
}

TEST(RequestReader, TakesTheFormsOfATarget) {
  const Limits limits;
  const std::pair<std::string, std::string> forms[] = {
      {"GET http://a/demo?x=1 HTTP/1.1", "/demo"},
      {"GET http://a HTTP/1.1", "/"},
      {"GET http://a?x=1 HTTP/1.1", "/"},
      {"OPTIONS * HTTP/1.1", "*"},
      {"GET /a//b HTTP/1.1", "/a//b"},
  };
  for (const auto& [line, path] : forms) {
    RequestReader reader(limits);
    feed(reader, request(line, host));
    ASSERT_EQ(reader.advance(), Progress::request) << line;
    EXPECT_EQ(reader.take().path, path) << line;
  }
}

TEST(RequestReader, ClosesOldConnectionsUnlessAskedNotTo) {
  const Limits limits;
  RequestReader reader(limits);
  feed(reader, request("GET / HTTP/1.0", ""));
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_FALSE(reader.keep_alive());
  EXPECT_EQ(reader.take().minor_version, 0);
  feed(reader, request("GET / HTTP/1.0", "Connection: keep-alive\r\n"));
  ASSERT_EQ(reader.advance(), Progress::request);
  EXPECT_TRUE(reader.keep_alive());
}

TEST(RequestReader, TakesWhatComesWhereThereIsNoLimit) {
  Limits limits;
  limits.header_bytes = limits.target_bytes = limits.body_bytes = SIZE_MAX / 8;
  RequestReader reader(limits);
  const std::string target(100'000, 'a');
  const std::string body(1'000'000, 'b');
  feed(reader, request("POST /" + target + " HTTP/1.1", host + "Content-Length: 1000000\r\n"));
  feed(reader, body);
  auto progress = reader.advance();
  while (progress == Progress::expects_continue) progress = reader.advance();
  ASSERT_EQ(progress, Progress::request);
  const auto taken = reader.take();
  EXPECT_EQ(taken.path.size(), target.size() + 1);
  EXPECT_EQ(taken.body.size(), body.size());
}

}  // namespace
}  // namespace tickerd::http
