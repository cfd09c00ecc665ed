#include <random>

#include <gtest/gtest.h>

#include "unit/stream/frame_reader_cases.hpp"

namespace tickerd::stream {
namespace {

class FrameReaderSplit : public testing::TestWithParam<test::ReadCase> {};

TEST_P(FrameReaderSplit, GivesTheSameEventsWhereverItIsCut) {
  const auto& [name, input, expected, limit] = GetParam();
  const auto whole = test::events(input, limit);
  // The long ones are long in their payload: the ends are what differs.
  const std::size_t ends = input.size() > 10'000 ? 20 : 300;
  for (std::size_t at = 1; at < input.size(); ++at) {
    if (at == ends && input.size() > 2 * ends) at = input.size() - ends;
    ASSERT_EQ(test::events(input, limit, {at}), whole) << "cut before byte " << at;
  }
}

TEST_P(FrameReaderSplit, GivesTheSameEventsByteForByte) {
  const auto& [name, input, expected, limit] = GetParam();
  const std::vector<std::size_t> pieces(input.size(), 1);
  EXPECT_EQ(test::events(input, limit, pieces), test::events(input, limit));
}

INSTANTIATE_TEST_SUITE_P(Table, FrameReaderSplit, testing::ValuesIn(test::read_cases),
                         [](const auto& row) { return row.param.name; });

/// A conversation that a well-behaved client may have, with what must be heard of it.
std::string conversation(std::mt19937& random, std::string& expected) {
  const auto below = [&](int bound) { return static_cast<int>(random() % unsigned(bound)); };
  std::string wire;
  for (int message = 0; message < 20; ++message) {
    std::string text;
    const int fragments = 1 + below(4);
    for (int i = 0; i < fragments; ++i) {
      const auto part = test::repeated(below(2) == 0 ? "a" : "\u20ac", unsigned(below(60)));
      const int first = (i == 0 ? 0x01 : 0x00) | (i + 1 == fragments ? 0x80 : 0x00);
      wire += test::frame(first, part, {below(256), below(256), below(256), below(256)});
      text += part;
      if (i + 1 < fragments && below(3) == 0) {
        wire += test::frame(0x89, part.substr(0, 9));
        expected += "ping(" + part.substr(0, 9) + ") ";
      }
    }
    expected += "text(" + text + ") ";
  }
  expected += "close(1001)";
  return wire + test::close(1001);
}

TEST(FrameReader, HearsTheSameConversationInAnyPieces) {
  std::mt19937 random(6455);
  for (int round = 0; round < 200; ++round) {
    std::string expected;
    const auto wire = conversation(random, expected);
    std::vector<std::size_t> pieces;
    for (std::size_t sum = 0; sum < wire.size(); sum += pieces.back()) {
      pieces.push_back(1 + random() % 40);
    }
    ASSERT_EQ(test::shown(test::events(wire, 4096, pieces)), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace tickerd::stream
