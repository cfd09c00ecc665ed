#include "stream/utf8.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::stream {
namespace {

/// What RFC 3629 says of a code point, written as a rule rather than a table.
std::string encoded(unsigned point) {
  std::string out;
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

TEST(Utf8, TakesEveryCodePointButSurrogates) {
  for (unsigned point = 0; point < 0x120000; ++point) {
    const bool valid = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    ASSERT_EQ(is_utf8(encoded(point)), valid) << std::hex << point;
  }
}

TEST(Utf8, TakesOfAllTwoByteTextsOnlyTheShortestForms) {
  int valid = 0;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      valid += is_utf8(std::string{static_cast<char>(a), static_cast<char>(b)}) ? 1 : 0;
    }
  }
  EXPECT_EQ(valid, 128 * 128 + (0x800 - 0x80));
}

TEST(Utf8, TakesOfAllThreeByteTextsOnlyTheShortestForms) {
  int valid = 0;
  for (int a = 0xE0; a < 0xF0; ++a) {
    for (int b = 0; b < 256; ++b) {
      for (int c = 0; c < 256; ++c) {
        const char text[] = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
        valid += is_utf8({text, 3}) ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(valid, 0x10000 - 0x800 - 0x800);
}

TEST(Utf8, RefusesOverlongForms) {
  for (const char* text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Utf8, FailsAtTheFirstByteThatCannotBe) {
  Utf8Check check;
  EXPECT_TRUE(check.take("abcdefghijkl\xE2\x82"));
  EXPECT_FALSE(check.complete());
  EXPECT_FALSE(check.take("a"));
}

TEST(Utf8, GoesOnWhereItWasCut) {
  Utf8Check check;
  for (const char byte : std::string("abcdefgh\u20acijklmnop\U0001F4B1")) {
    ASSERT_TRUE(check.take({&byte, 1}));
  }
  EXPECT_TRUE(check.complete());
}

}  // namespace
}  // namespace tickerd::stream
