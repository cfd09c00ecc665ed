#include "http/request_reader.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

using Progress = RequestReader::Progress;

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

struct BadCase {
  std::string name;
  std::string bytes;
  int status;
};

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

std::string request(const std::string& line, const std::string& headers) {
  return line + "\r\n" + headers + "\r\n";
}
const std::string get = "GET / HTTP/1.1";
const std::string host = "Host: a\r\n";

const BadCase bad_cases[] = {
    {"NoHost", request(get, ""), 400},
    {"TwoHosts", request(get, host + host), 400},
    {"HostWithUser", request(get, "Host: a@b\r\n"), 400},
    {"HostWithPath", request(get, "Host: a/b\r\n"), 400},
    {"FoldedLine", request(get, host + "A: b\r\n c\r\n"), 400},
    {"BlankBeforeColon", request(get, host + "A : b\r\n"), 400},
    {"NoColon", request(get, host + "A\r\n"), 400},
    {"NulInValue", request(get, host + std::string("A: b\0c\r\n", 8)), 400},
    {"ControlInTarget", request("GET /\x01 HTTP/1.1", host), 400},
    {"HighByteInTarget", request("GET /\xff HTTP/1.1", host), 400},
    {"Fragment", request("GET /#a HTTP/1.1", host), 400},
    {"BadEscape", request("GET /%zz HTTP/1.1", host), 400},
    {"CutEscape", request("GET /%4 HTTP/1.1", host), 400},
    {"EscapedNul", request("GET /%00 HTTP/1.1", host), 400},
    {"EscapedLineEnd", request("GET /?a=%0d%0a HTTP/1.1", host), 400},
    {"RelativeTarget", request("GET demo HTTP/1.1", host), 400},
    {"UnknownMethod", request("BREW / HTTP/1.1", host), 501},
    {"NewerVersion", request("GET / HTTP/2.0", host), 505},
    {"NoVersion", "GET /\r\n\r\n", 400},
    {"Tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400},
    {"CodingGzip", request(get, host + "Transfer-Encoding: gzip\r\n"), 501},
    {"CodingTwice", request(get, host + "Transfer-Encoding: chunked, chunked\r\n"), 501},
    {"CodingIdentity", request(get, host + "Transfer-Encoding: chunked, identity\r\n"), 501},
    {"CodingLookAlike", request(get, host + "Transfer-Encoding: xchunked\r\n"), 501},
    {"CodingLines",
     request(get, host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400},
    {"CodingAndLength", request(get, host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
     400},
    {"LengthAndCoding", request(get, host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
     400},
    {"CodingInOldVersion", request("POST / HTTP/1.0", host + "Transfer-Encoding: chunked\r\n"),
     400},
    {"TwoLengths", request(get, host + "Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
    {"SameLengthTwice", request(get, host + "Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
    {"NegativeLength", request(get, host + "Content-Length: -1\r\n"), 400},
    {"LengthNoNumber", request(get, host + "Content-Length: 5x\r\n"), 400},
    {"BodyTooLarge", request("POST / HTTP/1.1", host + "Content-Length: 65537\r\n"), 413},
    {"OtherExpectation", request("POST / HTTP/1.1", host + "Content-Length: 5\r\nExpect: more\r\n"),
     417},
    {"HeaderTooLarge", request(get, host + "A: " + std::string(17'000, 'a') + "\r\n"), 431},
    {"TargetTooLong", request("GET /" + std::string(9'000, 'a') + " HTTP/1.1", host), 414},
    {"LineTooLong", "GET /" + std::string(20'000, 'a'), 414},
};
INSTANTIATE_TEST_SUITE_P(Table, BadRequest, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return row.param.name; });

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

}  // namespace
}  // namespace tickerd::http
