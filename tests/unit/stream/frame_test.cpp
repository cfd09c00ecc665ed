#include "stream/frame.hpp"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "unit/stream/client_bytes.hpp"

namespace tickerd::stream {
namespace {

using test::bytes;

TEST(Frame, TextCarriesItsLengthInTheShortestForm) {
  EXPECT_EQ(*text_frame("Hello"), bytes({0x81, 0x05}) + "Hello");
  EXPECT_EQ(*text_frame(""), bytes({0x81, 0x00}));
  EXPECT_EQ(text_frame(std::string(125, 'x'))->substr(0, 3), bytes({0x81, 0x7D, 'x'}));
  EXPECT_EQ(text_frame(std::string(126, 'x'))->substr(0, 5), bytes({0x81, 0x7E, 0, 0x7E, 'x'}));
  EXPECT_EQ(text_frame(std::string(65535, 'x'))->substr(0, 5),
            bytes({0x81, 0x7E, 0xFF, 0xFF, 'x'}));
  EXPECT_EQ(text_frame(std::string(65536, 'x'))->substr(0, 11),
            bytes({0x81, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0, 'x'}));
  EXPECT_EQ(text_frame(std::string(65536, 'x'))->size(), 65546u);
}

TEST(Frame, TextOfPartsIsTheTextOfAllOfThem) {
  const std::string middle(123, 'x');
  const std::vector<std::string_view> parts{"ab", middle, "", "c"};
  EXPECT_EQ(*text_frame(parts), *text_frame("ab" + middle + "c"));
  EXPECT_EQ(*text_frame(std::span<const std::string_view>()), *text_frame(""));
}

TEST(Frame, ControlFramesCarryAtMost125Bytes) {
  EXPECT_EQ(*ping_frame("hi"), bytes({0x89, 0x02}) + "hi");
  EXPECT_EQ(*pong_frame("hi"), bytes({0x8A, 0x02}) + "hi");
  EXPECT_EQ(pong_frame(std::string(125, 'x'))->size(), 127u);
  EXPECT_THROW(ping_frame(std::string(126, 'x')), std::length_error);
  EXPECT_THROW(pong_frame(std::string(126, 'x')), std::length_error);
}

TEST(Frame, CloseCarriesCodeAndReason) {
  EXPECT_EQ(*close_frame(CloseCode::service_restart, "bye"), bytes({0x88, 5, 0x03, 0xF4}) + "bye");
  EXPECT_EQ(*close_frame(CloseCode::too_slow, ""), bytes({0x88, 2, 0x10, 0x04}));
  EXPECT_EQ(*empty_close_frame(), bytes({0x88, 0}));
}

TEST(Frame, LongCloseReasonIsCutAtACharacter) {
  EXPECT_EQ(*close_frame(CloseCode::normal, std::string(200, 'x')),
            bytes({0x88, 125, 0x03, 0xE8}) + std::string(123, 'x'));
  // 122 bytes and the first of a character's two would fit.
  EXPECT_EQ(*close_frame(CloseCode::normal, std::string(122, 'x') + "\u00e9"),
            bytes({0x88, 124, 0x03, 0xE8}) + std::string(122, 'x'));
}

TEST(Frame, KnowsItsPongs) {
  EXPECT_TRUE(is_pong(*pong_frame("")));
  EXPECT_FALSE(is_pong(*ping_frame("")));
  EXPECT_FALSE(is_pong(*text_frame("")));
  EXPECT_FALSE(is_pong(Frame()));
}

TEST(Frame, ServerSentEventHasOneFieldALine) {
  EXPECT_EQ(*sse_event("update", "e:7", R"({"a":1})"),
            "event: update\nid: e:7\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(*sse_event("bye", "", "{}"), "event: bye\ndata: {}\n\n");
}

TEST(Frame, ServerSentEventSplitsDataAtLineBreaks) {
  EXPECT_EQ(*sse_event("x", "", "a\nb\r\nc\rd"),
            "event: x\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
}

}  // namespace
}  // namespace tickerd::stream
