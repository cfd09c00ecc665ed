#include "stream/deflate.hpp"

#include <array>
#include <random>

#include <gtest/gtest.h>
#include <zlib.h>

#include "unit/stream/client_bytes.hpp"

namespace tickerd::stream {
namespace {

using test::bytes;
using test::close;
using test::events;
using test::frame;
using test::shown;

constexpr std::size_t limit = 4096;
/// "Hello" as RFC 7692 section 7.2.3.1 has it.
const std::string hello = bytes({0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00});

std::string update(int pairs) {
  std::string text = R"({"type":"update","epoch":"e8edd442e393a38d","seq":42,"prev":41,"rates":[)";
  for (int i = 0; i < pairs; ++i) {
    text += R"({"pair":"TJS/USD","rate":"0.1)" + std::to_string(7000 + i * 37) +
            R"(","change":"0.0000905","change_pct":"0.08","as_of":"2026-05-19"},)";
  }
  return text + "]}";
}

TEST(Deflater, MakesMessagesShorterThatInflateToWhatTheyWere) {
  Deflater deflater;
  for (const int pairs : {3, 200, 1, 50}) {
    const auto text = update(pairs);
    const auto packed = deflater.compress(text);
    ASSERT_TRUE(packed) << pairs;
    EXPECT_LT(packed->size(), text.size());
    EXPECT_EQ(inflate_message(*packed, text.size()), text);
  }
}

TEST(Deflater, CompressesTheSameMessageAlways) {
  Deflater deflater;
  const auto first = deflater.compress(update(5));
  deflater.compress(update(7));
  EXPECT_EQ(deflater.compress(update(5)), first) << "nothing is taken over";
}

/// `payload` as a client reads it that keeps no more than 2^`bits` bytes behind; "" if it cannot.
std::string inflated_within(int bits, std::string payload) {
  z_stream stream{};
  if (inflateInit2(&stream, -bits) != Z_OK) return {};
  std::string text;
  std::array<char, 64> piece{};
  stream.next_in = reinterpret_cast<Bytef*>(payload.data());
  stream.avail_in = static_cast<uInt>(payload.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = piece.size();
    result = inflate(&stream, Z_SYNC_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return result == Z_BUF_ERROR ? text : std::string();
}

TEST(Deflater, LooksNoFurtherBackThanItsWindow) {
  std::mt19937 random(1);
  std::string noise(5000, '\0');
  for (char& byte : noise) byte = static_cast<char>('0' + random() % 64);
  const auto text = noise + noise;
  const auto packed = Deflater().compress(text);
  ASSERT_TRUE(packed);
  EXPECT_EQ(inflated_within(deflate_window_bits, *packed), text);
}

TEST(Deflater, LeavesAloneWhatItMakesNoShorter) {
  Deflater deflater;
  std::mt19937 random(1);
  std::string noise(500, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  EXPECT_EQ(deflater.compress(noise), std::nullopt);
  EXPECT_EQ(deflater.compress(""), std::nullopt);
  EXPECT_EQ(deflater.compress("{}"), std::nullopt);
  EXPECT_TRUE(deflater.compress(update(5))) << "and goes on";
}

TEST(InflateMessage, IsBoundedByWhatItInflatesTo) {
  Deflater deflater;
  const auto bomb = deflater.compress(std::string(1'000'000, 'x'));
  ASSERT_TRUE(bomb);
  EXPECT_LT(bomb->size(), 2000u);
  EXPECT_EQ(inflate_message(*bomb, limit).error().code, rates::Errc::too_large);
  EXPECT_EQ(inflate_message(*bomb, 999'999).error().code, rates::Errc::too_large);
  EXPECT_EQ(inflate_message(*bomb, 1'000'000).value().size(), 1'000'000u);
}

TEST(InflateMessage, RefusesAMessageThatIsCutShort) {
  const auto whole = Deflater().compress(update(3));
  ASSERT_TRUE(whole);
  for (std::size_t size = 1; size < whole->size(); ++size) {
    const auto part = inflate_message(std::string_view(*whole).substr(0, size), limit);
    ASSERT_FALSE(part) << size;
    EXPECT_EQ(part.error().code, rates::Errc::bad_document);
  }
}

struct DeflatedCase {
  std::string name;
  std::string input;
  std::string events;
};

class Deflated : public testing::TestWithParam<DeflatedCase> {};

TEST_P(Deflated, IsReadInWhateverPieces) {
  const auto& [name, input, expected] = GetParam();
  EXPECT_EQ(shown(events(input, limit, {}, true)), expected);
  EXPECT_EQ(shown(events(input, limit, std::vector<std::size_t>(input.size(), 1), true)), expected);
}

std::string packed(std::string_view text) { return Deflater().compress(text).value(); }

const DeflatedCase deflated_cases[] = {
    {"TextOfTheStandard", frame(0xC1, hello), "text(Hello)"},
    {"TwoFragmentsOfTheStandard", frame(0x41, hello.substr(0, 3)) + frame(0x80, hello.substr(3)),
     "text(Hello)"},
    {"StoredBlockOfTheStandard",
     frame(0xC1, bytes({0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00})),
     "text(Hello)"},
    {"FinalBlockOfTheStandard",
     frame(0xC1, bytes({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00})), "text(Hello)"},
    {"TwoBlocksOfTheStandard",
     frame(0xC1,
           bytes({0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00})),
     "text(Hello)"},
    {"Empty", frame(0xC1, bytes({0x00})), "text()"},
    {"NoByteAtAll", frame(0xC1, ""), "text()"},
    {"Binary", frame(0xC2, hello), "binary(Hello)"},
    {"PlainBesideIt", frame(0x81, "a") + frame(0xC1, hello) + frame(0x81, "b"),
     "text(a) text(Hello) text(b)"},
    {"PingBetweenFragments",
     frame(0x41, hello.substr(0, 3)) + frame(0x89, "p") + frame(0x80, hello.substr(3)),
     "ping(p) text(Hello)"},
    {"NothingIsTakenOver", frame(0xC1, hello) + frame(0xC1, hello), "text(Hello) text(Hello)"},
    {"WindowOfTheMessageBefore",
     frame(0xC1, hello) + frame(0xC1, bytes({0xF2, 0x00, 0x11, 0x00, 0x00})),
     "text(Hello) fail(1007)"},
    {"FinalBlockWithoutTheByteAfterIt",
     frame(0xC1, bytes({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00})), "text(Hello)"},
    {"CutShort", frame(0xC1, hello.substr(0, 5)), "fail(1007)"},
    {"StoredBlockCutShort", frame(0xC1, bytes({0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65})),
     "fail(1007)"},
    {"BytesBehindTheLastBlock", frame(0xC1, hello + "\x01"), "fail(1007)"},
    {"NotDeflated", frame(0xC1, bytes({0x07, 0xFF, 0xFF})), "fail(1007)"},
    {"NotUtf8", frame(0xC1, packed(std::string(100, '\xC0'))), "fail(1007)"},
    {"EndsWithinACharacter", frame(0xC1, packed(std::string(100, 'a') + "\xE2\x82")), "fail(1007)"},
    {"Bomb", frame(0xC1, packed(std::string(100'000, 'x'))), "fail(1009)"},
    {"BitOnAContinuation", frame(0x41, hello.substr(0, 3)) + frame(0xC0, hello.substr(3)),
     "fail(1002)"},
    {"BitOnAPing", frame(0xC9, "p"), "fail(1002)"},
    {"BitOnAClose", frame(0xC8, ""), "fail(1002)"},
    {"OtherReservedBit", frame(0xA1, hello), "fail(1002)"},
    {"BothBits", frame(0xE1, hello), "fail(1002)"},
    {"CloseAfterIt", frame(0xC1, hello) + close(1000), "text(Hello) close(1000)"},
};
INSTANTIATE_TEST_SUITE_P(Table, Deflated, testing::ValuesIn(deflated_cases),
                         [](const auto& row) { return row.param.name; });

TEST(FrameReader, TakesNoCompressedMessageThatWasNotAgreedOn) {
  EXPECT_EQ(shown(events(frame(0xC1, hello), limit)), "fail(1002)");
}

}  // namespace
}  // namespace tickerd::stream
