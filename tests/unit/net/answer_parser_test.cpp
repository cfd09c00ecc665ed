#include "net/answer_parser.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

enum class End { none, closed };

struct Parsed {
  Result<HttpResponse> response;
  bool keeps_connection = false;
};

/// Gives `bytes` to a parser in pieces of `step`, then its end.
Parsed parse(const std::string& bytes, std::size_t step, End end, bool to_head = false) {
  AnswerParser parser(to_head, 1000);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const auto complete = parser.put(std::string_view(bytes).substr(at, step));
    if (!complete) return {.response = std::unexpected(complete.error())};
    if (!*complete) continue;
    const bool all = at + step >= bytes.size();
    return {.response = parser.take(), .keeps_connection = all && parser.keeps_connection()};
  }
  if (end == End::none) return {.response = fail(Errc::timeout, "waits for more")};
  const auto ended = parser.end();
  if (!ended) return {.response = std::unexpected(ended.error())};
  return {.response = parser.take()};
}

struct GoodCase {
  const char* name;
  std::string bytes;
  int status;
  std::string body;
  bool keeps_connection = true;
  End end = End::none;
  bool to_head = false;
};

class GoodAnswer : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodAnswer, IsTheSameInWholeAndByteByByte) {
  const auto& row = GetParam();
  for (const std::size_t step : {row.bytes.size(), std::size_t{7}, std::size_t{1}}) {
    const auto parsed = parse(row.bytes, step, row.end, row.to_head);
    ASSERT_TRUE(parsed.response) << parsed.response.error().detail << " in steps of " << step;
    EXPECT_EQ(parsed.response->status, row.status);
    EXPECT_EQ(parsed.response->body, row.body);
  }
}

TEST_P(GoodAnswer, SaysWhetherTheConnectionGoesOn) {
  const auto& row = GetParam();
  const auto parsed = parse(row.bytes, row.bytes.size(), row.end, row.to_head);
  EXPECT_EQ(parsed.keeps_connection, row.keeps_connection);
}

const std::string ok = "HTTP/1.1 200 OK\r\n";

/// So many interim answers, as they come before a real one.
std::string interim(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += "HTTP/1.1 100 Continue\r\n\r\n";
  return all;
}

const GoodCase good_cases[] = {
    {.name = "Length",
     .bytes = ok + "Content-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates"},
    {.name = "Empty", .bytes = ok + "Content-Length: 0\r\n\r\n", .status = 200, .body = ""},
    {.name = "Chunked",
     .bytes = ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nra\r\n3;x=y\r\ntes\r\n0\r\n\r\n",
     .status = 200,
     .body = "rates"},
    {.name = "ChunkedWithTrailer",
     .bytes = ok + "Transfer-Encoding: Chunked\r\n\r\n5\r\nrates\r\n0\r\nDigest: x\r\n\r\n",
     .status = 200,
     .body = "rates"},
    {.name = "UntilTheEnd",
     .bytes = ok + "\r\nrates",
     .status = 200,
     .body = "rates",
     .keeps_connection = false,
     .end = End::closed},
    {.name = "NotModified",
     .bytes = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
     .status = 304,
     .body = ""},
    {.name = "NotModifiedWithLength",
     .bytes = "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n",
     .status = 304,
     .body = ""},
    {.name = "NoContent", .bytes = "HTTP/1.1 204 No Content\r\n\r\n", .status = 204, .body = ""},
    {.name = "ServerError",
     .bytes = "HTTP/1.1 500 \r\nContent-Length: 2\r\n\r\nno",
     .status = 500,
     .body = "no"},
    {.name = "AfterInterim",
     .bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok +
              "Content-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates"},
    {.name = "AfterManyInterim",
     .bytes = interim(8) + ok + "Content-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates"},
    {.name = "LongHeader",
     .bytes = ok + "X: " + std::string(30'000, 'x') + "\r\nContent-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates"},
    {.name = "Closing",
     .bytes = ok + "Connection: close\r\nContent-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates",
     .keeps_connection = false},
    {.name = "OldVersion",
     .bytes = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nrates",
     .status = 200,
     .body = "rates",
     .keeps_connection = false},
    {.name = "ToHead",
     .bytes = ok + "Content-Length: 500\r\n\r\n",
     .status = 200,
     .body = "",
     .to_head = true},
    {.name = "AtTheLimit",
     .bytes = ok + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x'),
     .status = 200,
     .body = std::string(1000, 'x')},
};
INSTANTIATE_TEST_SUITE_P(Table, GoodAnswer, testing::ValuesIn(good_cases),
                         [](const auto& row) { return row.param.name; });

struct BadCase {
  const char* name;
  std::string bytes;
  Errc code;
  const char* says;
  End end = End::none;
};

class BadAnswer : public testing::TestWithParam<BadCase> {};

TEST_P(BadAnswer, SaysWhatCame) {
  const auto& row = GetParam();
  for (const std::size_t step : {row.bytes.size() + 1, std::size_t{97}, std::size_t{1}}) {
    const auto parsed = parse(row.bytes, step, row.end);
    ASSERT_FALSE(parsed.response) << "in steps of " << step;
    EXPECT_EQ(parsed.response.error().code, row.code) << parsed.response.error().detail;
    EXPECT_THAT(parsed.response.error().detail, testing::HasSubstr(row.says));
  }
}

const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

const BadCase bad_cases[] = {
    {"NoHttp", "<html>rates</html>\r\n\r\n", Errc::bad_document, "expected an HTTP answer"},
    {"TlsAlert", std::string("\x15\x03\x01\x00\x02\x02\x46\r\n", 9), Errc::bad_document,
     "expected an HTTP answer"},
    {"Nothing", "", Errc::bad_document, "got the end of the connection", End::closed},
    {"HalfAHeader", ok + "Content-Le", Errc::bad_document, "got the end of the connection",
     End::closed},
    {"HalfABody", ok + "Content-Length: 10\r\n\r\nrates", Errc::bad_document,
     "expected 10 bytes of body, got 5 and then the end of the connection", End::closed},
    {"NoLastChunk", chunked + "5\r\nrates\r\n", Errc::bad_document,
     "expected a last chunk of body, got 5", End::closed},
    {"BadChunkSize", chunked + "xyz\r\nrates", Errc::bad_document, "bad chunk"},
    {"HugeChunkSize", chunked + "fffffffffffffffff\r\n", Errc::bad_document, "bad chunk"},
    {"BadLength", ok + "Content-Length: -5\r\n\r\n", Errc::bad_document, "bad Content-Length"},
    {"TwoLengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nrates", Errc::bad_document,
     "multiple Content-Length"},
    {"LengthAndChunked", ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     Errc::bad_document, ""},
    {"ChunkedAndLength", ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
     Errc::bad_document, ""},
    {"OtherTransferCoding", ok + "Transfer-Encoding: gzip\r\n\r\n", Errc::bad_document,
     "expected chunked, got \"gzip\""},
    {"TwoTransferCodings", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     Errc::bad_document, "got \"gzip, chunked\""},
    {"ChunkedInOldVersion", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     Errc::bad_document, "expected chunked"},
    {"SwitchedProtocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Errc::bad_document,
     "got status 101"},
    {"InterimWithoutEnd", interim(9), Errc::bad_document, "got status 100"},
    {"LengthAndChunkedAfterInterim",
     interim(1) + ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     Errc::bad_document, ""},
    {"OtherTransferCodingAfterInterim", interim(1) + ok + "Transfer-Encoding: gzip\r\n\r\n",
     Errc::bad_document, "expected chunked, got \"gzip\""},
    {"TwoTransferCodingLines",
     ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     Errc::bad_document, ""},
    {"LengthOver", ok + "Content-Length: 1001\r\n\r\n", Errc::too_large,
     "expected at most 1000 bytes of body"},
    {"HugeLength", ok + "Content-Length: 18446744073709551615\r\n\r\n", Errc::too_large,
     "expected at most 1000 bytes of body"},
    {"ChunksOver",
     chunked + "258\r\n" + std::string(600, 'x') + "\r\n258\r\n" + std::string(600, 'x'),
     Errc::too_large, "expected at most 1000 bytes of body"},
    {"UnboundedOver", ok + "\r\n" + std::string(1001, 'x'), Errc::too_large,
     "expected at most 1000 bytes of body"},
    {"LongHeader", ok + "X: " + std::string(40'000, 'x') + "\r\n\r\n", Errc::too_large,
     "bytes of header"},
    {"LongHeaderWithoutEnd", ok + "X: " + std::string(70'000, 'x'), Errc::too_large,
     "bytes of header"},
    {"LongTrailer", chunked + "0\r\nX: " + std::string(70'000, 'x'), Errc::too_large,
     "header or trailer"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadAnswer, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return row.param.name; });

TEST(AnswerParser, DoesNotKeepAConnectionOnWhichMoreCame) {
  AnswerParser parser(false, 1000);
  const auto complete = parser.put(ok + "Content-Length: 5\r\n\r\nratesHTTP/1.1 200 OK\r\n");
  ASSERT_TRUE(complete);
  EXPECT_TRUE(*complete);
  EXPECT_FALSE(parser.keeps_connection());
}

TEST(HttpResponse, FindsAHeaderWhateverItsCase) {
  HttpResponse response;
  response.headers = {{"ETag", "\"1\""}, {"etag", "\"2\""}};
  EXPECT_EQ(response.header("etag"), "\"1\"");
  EXPECT_EQ(response.header("ETags"), "");
}

}  // namespace
}  // namespace tickerd::net
