#include "net/inflate.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace tickerd::net {
namespace {

constexpr int gzip_window = 15 + 16;
constexpr int zlib_window = 15;
constexpr int raw_window = -15;
constexpr std::size_t plenty = 1'000'000;

std::string deflated(std::string body, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string result(deflateBound(&stream, body.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

/// Longer than the piece that is inflated at a time.
std::string long_text() {
  std::string text;
  for (int number = 0; number < 20'000; ++number) text += std::to_string(number) + ' ';
  return text;
}

struct GoodCase {
  const char* name;
  std::string bytes;
  const char* coding;
  std::string expected;
};

class Inflate : public testing::TestWithParam<GoodCase> {};

TEST_P(Inflate, GivesTheBody) {
  const auto body = inflate(GetParam().bytes, GetParam().coding, plenty);
  ASSERT_TRUE(body) << body.error().detail;
  EXPECT_EQ(*body, GetParam().expected);
}

const GoodCase good_cases[] = {
    {"NoCoding", "rates", "", "rates"},
    {"Identity", "rates", "identity", "rates"},
    {"Gzip", deflated("rates", gzip_window), "gzip", "rates"},
    {"GzipUpperCase", deflated("rates", gzip_window), "GZIP", "rates"},
    {"OldGzip", deflated("rates", gzip_window), "x-gzip", "rates"},
    {"EmptyInside", deflated("", gzip_window), "gzip", ""},
    {"NothingAtAll", "", "gzip", ""},
    {"Long", deflated(long_text(), gzip_window), "gzip", long_text()},
    {"TwoMembers", deflated("ra", gzip_window) + deflated("tes", gzip_window), "gzip", "rates"},
    {"DeflateWithHeader", deflated("rates", zlib_window), "deflate", "rates"},
    {"DeflateWithoutHeader", deflated("rates", raw_window), "deflate", "rates"},
};
INSTANTIATE_TEST_SUITE_P(Table, Inflate, testing::ValuesIn(good_cases),
                         [](const auto& row) { return row.param.name; });

struct BadCase {
  const char* name;
  std::string bytes;
  const char* coding;
  Errc code;
  const char* says;
};

class InflateFailure : public testing::TestWithParam<BadCase> {};

TEST_P(InflateFailure, SaysWhatCame) {
  const auto body = inflate(GetParam().bytes, GetParam().coding, 1000);
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, GetParam().code);
  EXPECT_THAT(body.error().detail, testing::HasSubstr(GetParam().says));
}

std::string without_last(std::string bytes, std::size_t count) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

std::string with_flipped(std::string bytes, std::size_t from_end) {
  bytes[bytes.size() - from_end] ^= 1;
  return bytes;
}

std::string zeros() {
  std::string text;
  text.resize(10'000'000, '0');
  return text;
}

const BadCase bad_cases[] = {
    {"OtherCoding", "rates", "br", Errc::bad_document, "expected gzip or none, got \"br\""},
    {"TwoCodings", "rates", "gzip, gzip", Errc::bad_document, "got \"gzip, gzip\""},
    {"PlainCalledGzip", "<html>rates</html>", "gzip", Errc::bad_document, "incorrect header"},
    {"CutOff", without_last(deflated("rates", gzip_window), 9), "gzip", Errc::bad_document,
     "expected a whole stream"},
    {"CutInTrailer", without_last(deflated("rates", gzip_window), 1), "gzip", Errc::bad_document,
     "expected a whole stream"},
    {"WrongChecksum", with_flipped(deflated("rates", gzip_window), 8), "gzip", Errc::bad_document,
     "incorrect data check"},
    {"RubbishAfter", deflated("rates", gzip_window) + "<html>", "gzip", Errc::bad_document,
     "incorrect header"},
    {"MoreAfterDeflate", deflated("rates", zlib_window) + "x", "deflate", Errc::bad_document,
     "got 1 more bytes"},
    {"Bomb", deflated(zeros(), gzip_window).substr(0, 900), "gzip", Errc::too_large,
     "expected at most 1000 bytes, got more"},
    {"OneOver", deflated(std::string(1001, 'x'), gzip_window), "gzip", Errc::too_large,
     "at most 1000"},
    {"ManyMembers",
     deflated(std::string(600, 'x'), gzip_window) + deflated(std::string(600, 'x'), gzip_window),
     "gzip", Errc::too_large, "at most 1000"},
    {"PlainOver", std::string(1001, 'x'), "", Errc::too_large, "at most 1000 bytes, got 1001"},
};
INSTANTIATE_TEST_SUITE_P(Table, InflateFailure, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return row.param.name; });

TEST(InflateLimit, IsInclusive) {
  EXPECT_TRUE(inflate(deflated(std::string(1000, 'x'), gzip_window), "gzip", 1000));
  EXPECT_TRUE(inflate(std::string(1000, 'x'), "", 1000));
}

}  // namespace
}  // namespace tickerd::net
