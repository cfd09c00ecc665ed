#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "integration/http/echo_fixture.hpp"
#include "stream/deflate.hpp"
#include "unit/stream/client_bytes.hpp"

/// What tickerd's WebSocket layer does with frames through a real port: RFC 6455 sections 5 to 8,
/// case by case. An echo shows what was understood.
namespace tickerd::http::test::echo {
namespace {

using stream::test::bytes;
using stream::test::close;
using stream::test::frame;
using stream::test::repeated;

struct Conversation {
  std::string name;
  std::string sent;
  std::string answer;
};
void PrintTo(const Conversation& row, std::ostream* out) { *out << row.name; }

class Echo : public testing::TestWithParam<Conversation> {};

TEST_P(Echo, AnswersAtOnce) {
  Client client(server().port(), std::nullopt);
  ASSERT_EQ(client.upgrade("/"), 101);
  client.send(GetParam().sent);
  EXPECT_EQ(heard(client), GetParam().answer);
}

/// TCP may cut it anywhere.
TEST_P(Echo, AnswersTheSameByteForByte) {
  Client client(server().port(), std::nullopt);
  ASSERT_EQ(client.upgrade("/"), 101);
  const auto& sent = GetParam().sent;
  const auto pieces = sent.size() <= 300 ? sent.size() : 7;
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const auto from = sent.size() * piece / pieces;
    client.send(std::string_view(sent).substr(from, sent.size() * (piece + 1) / pieces - from));
  }
  EXPECT_EQ(heard(client), GetParam().answer);
}

constexpr auto name_of = [](const auto& tested) { return tested.param.name; };
const std::string good_end = close(1000);
const std::string ended = " close(1000)";

std::vector<Conversation> message_cases() {
  std::vector<Conversation> cases;
  for (const std::size_t size :
       {0U, 1U, 124U, 125U, 126U, 127U, 128U, 4096U, 65'535U, 65'536U, 1'000'000U}) {
    const auto payload = std::string(size, 'a');
    cases.push_back(
        {"Text" + std::to_string(size), frame(0x81, payload) + good_end, text(payload) + ended});
    const auto binary = std::string(size, '\xfe');
    cases.push_back({"Binary" + std::to_string(size), frame(0x82, binary) + good_end,
                     "binary(" + binary + ")" + ended});
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Messages, Echo, testing::ValuesIn(message_cases()), name_of);

std::vector<Conversation> control_cases() {
  std::vector<Conversation> cases = {
      {"Ping", frame(0x89, "") + good_end, "pong()" + ended},
      {"PingWithPayload", frame(0x89, "Hello") + good_end, "pong(Hello)" + ended},
      {"PingWithBytes", frame(0x89, bytes({0, 255, 254, 253})) + good_end,
       "pong(" + bytes({0, 255, 254, 253}) + ")" + ended},
      {"PingOf125", frame(0x89, std::string(125, 'x')) + good_end,
       "pong(" + std::string(125, 'x') + ")" + ended},
      {"PingOf126", frame(0x89, std::string(126, 'x')) + good_end, "close(1002)"},
      {"PongUnasked", frame(0x8A, "") + frame(0x8A, "x") + frame(0x81, "a") + good_end,
       text("a") + ended},
      {"PongThenPing", frame(0x8A, "x") + frame(0x89, "y") + good_end, "pong(y)" + ended},
      {"TenPings", repeated(frame(0x89, "1") + frame(0x89, "2"), 5) + good_end,
       repeated("pong(1) pong(2) ", 4) + "pong(1) pong(2)" + ended},
      {"PingFragmented", frame(0x09, "a") + frame(0x80, "b"), "close(1002)"},
      {"PongFragmented", frame(0x0A, "a") + frame(0x80, "b"), "close(1002)"},
      {"CloseFragmented", frame(0x08, bytes({3, 232})), "close(1002)"},
      {"PingBetweenFragments", frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "b") + good_end,
       "pong(p) " + text("ab") + ended},
      {"PongBetweenFragments", frame(0x01, "a") + frame(0x8A, "p") + frame(0x80, "b") + good_end,
       text("ab") + ended},
      {"CloseBetweenFragments", frame(0x01, "a") + good_end, "close(1000)"},
      {"LongLengthOfAPing", bytes({0x89, 0xFE, 0, 5, 0, 0, 0, 0}) + "Hello", "close(1002)"},
  };
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Control, Echo, testing::ValuesIn(control_cases()), name_of);

std::vector<Conversation> reserved_cases() {
  std::vector<Conversation> cases;
  for (int bits = 1; bits <= 7; ++bits) {
    const auto name = std::to_string(bits);
    cases.push_back({"BitsOfText" + name, frame(0x81 | bits << 4, "a"), "close(1002)"});
    cases.push_back({"BitsOfPing" + name, frame(0x89 | bits << 4, ""), "close(1002)"});
    cases.push_back({"BitsOfClose" + name, frame(0x88 | bits << 4, ""), "close(1002)"});
  }
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    const auto name = std::to_string(opcode);
    cases.push_back({"Opcode" + name, frame(0x80 | opcode, ""), "close(1002)"});
    cases.push_back({"OpcodeAfterText" + name,
                     frame(0x81, "a") + frame(0x80 | opcode, "b") + frame(0x89, ""),
                     text("a") + " close(1002)"});
  }
  cases.push_back({"Unmasked", bytes({0x81, 1}) + "a", "close(1002)"});
  cases.push_back(
      {"LengthNotShortest16", bytes({0x82, 0xFE, 0, 1, 0, 0, 0, 0}) + "a", "close(1002)"});
  cases.push_back({"LengthNotShortest64",
                   bytes({0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}) + "a", "close(1002)"});
  cases.push_back({"LengthNegative", bytes({0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                   "close(1002)"});
  cases.push_back({"LengthBeyondAll",
                   bytes({0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0}),
                   "close(1009)"});
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Reserved, Echo, testing::ValuesIn(reserved_cases()), name_of);

const Conversation fragment_cases[] = {
    {"Two", frame(0x01, "a") + frame(0x80, "b") + good_end, text("ab") + ended},
    {"Binary", frame(0x02, "a") + frame(0x80, "b") + good_end, "binary(ab)" + ended},
    {"Many", frame(0x01, "a") + repeated(frame(0x00, "b"), 50) + frame(0x80, "c") + good_end,
     text("a" + std::string(50, 'b') + "c") + ended},
    {"AllEmpty", frame(0x01, "") + frame(0x00, "") + frame(0x80, "") + good_end, text("") + ended},
    {"EmptyEnds", frame(0x01, "") + frame(0x00, "a") + frame(0x80, "") + good_end,
     text("a") + ended},
    {"OneAfterTheOther",
     frame(0x01, "a") + frame(0x80, "b") + frame(0x02, "c") + frame(0x80, "d") + good_end,
     text("ab") + " binary(cd)" + ended},
    {"NothingToContinue", frame(0x80, "a"), "close(1002)"},
    {"NothingToContinueUnfinished", frame(0x00, "a") + frame(0x80, "b"), "close(1002)"},
    {"ContinuesAfterTheEnd", frame(0x81, "a") + frame(0x80, "b"), text("a") + " close(1002)"},
    {"NewBeforeTheEnd", frame(0x01, "a") + frame(0x81, "b"), "close(1002)"},
    {"NewFragmentBeforeTheEnd", frame(0x01, "a") + frame(0x01, "b"), "close(1002)"},
    {"BinaryWithinText", frame(0x01, "a") + frame(0x82, "b"), "close(1002)"},
};
INSTANTIATE_TEST_SUITE_P(Fragments, Echo, testing::ValuesIn(fragment_cases), name_of);

std::vector<Conversation> utf8_cases() {
  std::vector<Conversation> cases;
  int number = 0;
  for (const auto& valid :
       {bytes({0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5}), bytes({0x7F}),
        bytes({0xC2, 0x80}), bytes({0xDF, 0xBF}), bytes({0xE0, 0xA0, 0x80}),
        bytes({0xED, 0x9F, 0xBF}), bytes({0xEE, 0x80, 0x80}), bytes({0xEF, 0xBF, 0xBD}),
        bytes({0xEF, 0xBF, 0xBF}), bytes({0xF0, 0x90, 0x80, 0x80}), bytes({0xF4, 0x8F, 0xBF, 0xBF}),
        bytes({0}), bytes({0xEF, 0xB7, 0x90})}) {
    const auto name = "Valid" + std::to_string(++number);
    cases.push_back({name, frame(0x81, valid) + good_end, text(valid) + ended});
    cases.push_back({name + "Cut",
                     frame(0x01, valid.substr(0, 1)) + frame(0x80, valid.substr(1)) + good_end,
                     text(valid) + ended});
    cases.push_back({name + "InAReason", close(1000, valid), "close(1000)"});
  }
  number = 0;
  for (const auto& invalid : {bytes({0x80}),
                              bytes({0xBF}),
                              bytes({0xC0, 0x80}),
                              bytes({0xC1, 0xBF}),
                              bytes({0xE0, 0x80, 0x80}),
                              bytes({0xE0, 0x9F, 0xBF}),
                              bytes({0xED, 0xA0, 0x80}),
                              bytes({0xED, 0xBF, 0xBF}),
                              bytes({0xF0, 0x80, 0x80, 0x80}),
                              bytes({0xF0, 0x8F, 0xBF, 0xBF}),
                              bytes({0xF4, 0x90, 0x80, 0x80}),
                              bytes({0xF5, 0x80, 0x80, 0x80}),
                              bytes({0xF8, 0x88, 0x80, 0x80, 0x80}),
                              bytes({0xFC}),
                              bytes({0xFE}),
                              bytes({0xFF}),
                              bytes({0xC2}),
                              bytes({0xE2, 0x82}),
                              bytes({0xF0, 0x9F, 0x98}),
                              bytes({0xC2, 0x41}),
                              bytes({0xE2, 0x82, 0x41}),
                              bytes({0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80})}) {
    const auto name = "Invalid" + std::to_string(++number);
    cases.push_back({name, frame(0x81, "a" + invalid), "close(1007)"});
    cases.push_back({name + "Cut",
                     frame(0x01, "a" + invalid.substr(0, 1)) + frame(0x80, invalid.substr(1)),
                     "close(1007)"});
    cases.push_back({name + "InAReason", close(1000, invalid), "close(1007)"});
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Utf8, Echo, testing::ValuesIn(utf8_cases()), name_of);

std::vector<Conversation> closing_cases() {
  std::vector<Conversation> cases = {
      {"WithoutACode", frame(0x88, ""), "close()"},
      {"OfOneByte", frame(0x88, "x"), "close(1002)"},
      {"LongestReason", close(1000, std::string(123, 'x')), "close(1000)"},
      {"ReasonTooLong", close(1000, std::string(124, 'x')), "close(1002)"},
      {"ThenText", good_end + frame(0x81, "a"), "close(1000)"},
      {"ThenPing", good_end + frame(0x89, "a"), "close(1000)"},
      {"Twice", good_end + good_end, "close(1000)"},
  };
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                         3000, 3999, 4000, 4999}) {
    const auto name = std::to_string(code);
    cases.push_back({"Code" + name, close(code), "close(" + name + ")"});
  }
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65'535}) {
    cases.push_back({"NoCode" + std::to_string(code), close(code), "close(1002)"});
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Closing, Echo, testing::ValuesIn(closing_cases()), name_of);

TEST(EchoOfMuch, TakesWhatFitsAndNoMore) {
  constexpr std::size_t most = 32 * 1024 * 1024;
  Client client(server().port(), std::nullopt);
  ASSERT_EQ(client.upgrade("/"), 101);
  const std::string payload(most, 'x');
  client.send(frame(0x82, payload));
  const auto echoed = client.read_frame();
  ASSERT_TRUE(echoed);
  EXPECT_EQ(echoed->payload, payload);
  client.send(frame(0x02, payload) + frame(0x80, "x"));
  EXPECT_EQ(heard(client), "close(1009)");
}

TEST(EchoOfMuch, ReadsNoFasterThanItIsRead) {
  Client client(server().port(), std::nullopt);
  ASSERT_EQ(client.upgrade("/"), 101);
  const std::string payload(60'000, 'x');
  for (int count = 0; count < 20; ++count) client.send(frame(0x82, payload));
  for (int count = 0; count < 20; ++count) {
    const auto echoed = client.read_frame();
    ASSERT_TRUE(echoed) << count;
    EXPECT_EQ(echoed->payload, payload);
  }
}

TEST(EchoOfMuch, InflatesWhatWasAgreedOn) {
  Client client(server().port(), std::nullopt);
  ASSERT_EQ(client.upgrade("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n"), 101);
  const std::string message = repeated("KGS/USD = 0.01144 ", 100);
  const auto packed = stream::Deflater().compress(message);
  ASSERT_TRUE(packed);
  client.send(frame(0xC1, *packed) + frame(0x81, "plain") + good_end);
  EXPECT_EQ(heard(client), text(message) + " " + text("plain") + ended);
}

}  // namespace
}  // namespace tickerd::http::test::echo
