#include "stream/outbox.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace tickerd::stream {
namespace {

FramePtr frame(std::string bytes) { return std::make_shared<const Frame>(std::move(bytes)); }

/// Writes all that waits, `step` bytes at a time.
std::string drain(Outbox& outbox, std::size_t step) {
  std::string out;
  while (!outbox.empty()) {
    const auto next = outbox.next().substr(0, step);
    out += next;
    outbox.written(next.size());
  }
  return out;
}

TEST(Outbox, GivesFramesInOrderWhateverIsWrittenAtATime) {
  for (std::size_t step = 1; step < 12; ++step) {
    Outbox outbox;
    for (const char* text : {"one", "two", "", "three"}) ASSERT_TRUE(outbox.push(frame(text)));
    EXPECT_EQ(outbox.queued_bytes(), 11u);
    EXPECT_EQ(drain(outbox, step), "onetwothree");
    EXPECT_EQ(outbox.queued_bytes(), 0u);
  }
}

TEST(Outbox, EmptyHasNothingToWrite) {
  const Outbox outbox;
  std::array<std::string_view, 2> views;
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.next(), "");
  EXPECT_EQ(outbox.next(views), 0u);
}

TEST(Outbox, GivesSeveralFramesForOneWrite) {
  Outbox outbox;
  for (const char* text : {"abc", "def", "ghi"}) outbox.push(frame(text));
  outbox.written(1);
  std::array<std::string_view, 2> two;
  ASSERT_EQ(outbox.next(two), 2u);
  EXPECT_EQ(two[0], "bc");
  EXPECT_EQ(two[1], "def");
  outbox.written(3);  // the rest of the first and a part of the second
  std::array<std::string_view, 8> eight;
  ASSERT_EQ(outbox.next(eight), 2u);
  EXPECT_EQ(eight[0], "ef");
  EXPECT_EQ(eight[1], "ghi");
  outbox.written(5);
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, RefusesWhatPassesTheBound) {
  Outbox outbox(10);
  EXPECT_TRUE(outbox.push(frame("123456")));
  EXPECT_TRUE(outbox.push(frame("7890")));
  EXPECT_FALSE(outbox.push(frame("x")));
  outbox.written(1);
  EXPECT_TRUE(outbox.push(frame("x")));
  EXPECT_EQ(drain(outbox, 3), "234567890x");
}

TEST(Outbox, TakesOneFrameOfAnySize) {
  Outbox outbox(10);
  EXPECT_TRUE(outbox.push(frame(std::string(1000, 'x'))));
  EXPECT_FALSE(outbox.push(frame("y")));
  EXPECT_EQ(drain(outbox, 999).size(), 1000u);
}

TEST(Outbox, PongGoesBeforeWhatWaits) {
  Outbox outbox;
  outbox.push(frame("data"));
  outbox.push(frame("more"));
  outbox.push_pong(pong_frame("p"));
  EXPECT_EQ(drain(outbox, 100), *pong_frame("p") + "datamore");
}

TEST(Outbox, PongWaitsForTheFrameThatIsPartlyWritten) {
  Outbox outbox;
  outbox.push(frame("data"));
  outbox.push(frame("more"));
  outbox.written(2);
  outbox.push_pong(pong_frame("p"));
  EXPECT_EQ(drain(outbox, 3), "ta" + *pong_frame("p") + "more");
}

TEST(Outbox, KeepsOnlyTheNewestPong) {
  Outbox outbox;
  outbox.push(frame("data"));
  outbox.written(1);
  for (int i = 0; i < 50'000; ++i) outbox.push_pong(pong_frame(std::to_string(i)));
  EXPECT_EQ(outbox.queued_bytes(), 3 + pong_frame("49999")->size());
  EXPECT_EQ(drain(outbox, 100), "ata" + *pong_frame("49999"));
}

TEST(Outbox, PongThatIsPartlyWrittenIsNotReplaced) {
  Outbox outbox;
  outbox.push_pong(pong_frame("first"));
  outbox.written(3);
  outbox.push_pong(pong_frame("second"));
  outbox.push_pong(pong_frame("third"));
  EXPECT_EQ(drain(outbox, 100), pong_frame("first")->substr(3) + *pong_frame("third"));
}

TEST(Outbox, PongIsTakenOverTheBound) {
  Outbox outbox(4);
  outbox.push(frame("data"));
  outbox.push_pong(pong_frame("p"));
  EXPECT_EQ(drain(outbox, 100), *pong_frame("p") + "data");
}

TEST(Outbox, IsSmallWhileIdle) { EXPECT_LE(sizeof(Outbox), 48u); }

TEST(Outbox, NeverTearsAFrameInAnyMixture) {
  std::mt19937 random(5);
  Outbox outbox(200);
  std::string out;
  std::string pushed;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = "<" + std::to_string(i) + ">";
    if (random() % 3 == 0) {
      outbox.push_pong(pong_frame(text));
    } else if (outbox.push(frame(text))) {
      pushed += text;
    }
    std::array<std::string_view, 4> views;
    std::size_t due = 0;
    for (std::size_t k = outbox.next(views); k-- > 0;) due += views[k].size();
    const std::size_t write = random() % (due + 1);
    std::size_t left = write;
    for (const auto view : views) {
      out += view.substr(0, left);
      left -= std::min(left, view.size());
    }
    outbox.written(write);
  }
  out += drain(outbox, 7);
  std::string data;  // without the pongs, which start with two bytes and then "<"
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '\x8A') {
      i += 1 + static_cast<std::size_t>(out[i + 1]);
    } else {
      data += out[i];
    }
  }
  EXPECT_EQ(data, pushed);
}

}  // namespace
}  // namespace tickerd::stream
