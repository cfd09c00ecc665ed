#include "stream/frame_reader.hpp"

#include <gtest/gtest.h>

#include "unit/stream/frame_reader_cases.hpp"

namespace tickerd::stream {
namespace {

using test::bytes;
using test::frame;

class FrameReaderTable : public testing::TestWithParam<test::ReadCase> {};

TEST_P(FrameReaderTable, GivesTheseEvents) {
  EXPECT_EQ(test::shown(test::events(GetParam().input, GetParam().limit)), GetParam().events);
}

INSTANTIATE_TEST_SUITE_P(Table, FrameReaderTable, testing::ValuesIn(test::read_cases),
                         [](const auto& row) { return row.param.name; });

TEST(FrameReader, LeavesTheBytesBehindAnEventToTheCaller) {
  FrameReader reader(4096);
  const std::string input = frame(0x81, "a") + frame(0x89, "b");
  std::string_view left = input;
  EXPECT_EQ(reader.read(left), FrameReader::Event(FrameReader::Text{"a"}));
  EXPECT_EQ(left, frame(0x89, "b"));
  EXPECT_EQ(reader.read(left), FrameReader::Event(FrameReader::Ping{"b"}));
  EXPECT_TRUE(left.empty());
  EXPECT_EQ(reader.read(left), std::nullopt);
}

TEST(FrameReader, SwallowsWhatFollowsTheEnd) {
  FrameReader reader(4096);
  const std::string input = test::close(1000) + "rest";
  std::string_view left = input;
  EXPECT_TRUE(reader.read(left));
  EXPECT_EQ(reader.read(left), std::nullopt);
  EXPECT_TRUE(left.empty());
}

TEST(FrameReader, SaysWhyItFailed) {
  const auto found = test::events(bytes({0x81, 0x01, 'a'}), 4096);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(std::get<FrameReader::Failure>(found[0]).reason, "a client's frames must be masked");
}

TEST(FrameReader, IsSmallWhileIdle) { EXPECT_LE(sizeof(FrameReader), 64u); }

TEST(FrameReader, KeepsItsPlaceWhenMoved) {
  const std::string input = frame(0x01, "Hel") + frame(0x80, "lo");
  std::string_view first = std::string_view(input).substr(0, 12);
  std::string_view second = std::string_view(input).substr(12);
  FrameReader before(4096);
  EXPECT_EQ(before.read(first), std::nullopt);
  FrameReader after(std::move(before));
  EXPECT_EQ(after.read(second), FrameReader::Event(FrameReader::Text{"Hello"}));
}

TEST(FrameReader, TakesManyTinyFragmentsForTheirBytes) {
  std::string input = frame(0x01, "");
  for (int i = 0; i < 100'000; ++i) input += frame(0x00, i % 10 == 0 ? "x" : "");
  input += frame(0x80, "");
  const auto found = test::events(input, 10'000);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(std::get<FrameReader::Text>(found[0]).text, std::string(10'000, 'x'));
}

}  // namespace
}  // namespace tickerd::stream
