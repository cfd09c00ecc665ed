#include "http/gzip.hpp"

#include <array>

#include <gtest/gtest.h>
#include <zlib.h>

namespace tickerd::http {
namespace {

std::string unpacked(const std::string& packed) {
  std::array<char, 10'000> text{};
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = text.size();
  const int outcome = inflate(&stream, Z_FINISH);
  const std::string result(text.data(), stream.total_out);
  inflateEnd(&stream);
  return outcome == Z_STREAM_END ? result : "";
}

TEST(Gzip, ComesBackAsItWas) {
  const std::string text(5000, 'x');
  const auto packed = gzip(text, 4);
  EXPECT_LT(packed.size(), 100U);
  EXPECT_EQ(unpacked(packed), text);
  EXPECT_EQ(unpacked(gzip("", 4)), "");
}

TEST(AcceptsGzip, ReadsTheWeights) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("deflate, GZIP;q=0.5"));
  EXPECT_TRUE(accepts_gzip("br, x-gzip"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("br"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip; q=0.000, br"));
}

}  // namespace
}  // namespace tickerd::http
