#include <thread>

#include "net/websocket_client.hpp"
#include "websocket_fixture.hpp"

namespace tickerd::net {
namespace {

struct RefusedCase {
  const char* name;
  const char* answer;
  Errc code;
  const char* detail;
};

void PrintTo(const RefusedCase& row, std::ostream* out) { *out << row.name; }

class RefusedUpgrade : public WebSocketTest, public testing::WithParamInterface<RefusedCase> {};

TEST_P(RefusedUpgrade, SaysWhatCame) {
  ScriptedStream server([](StreamPeer& peer, int) { peer.send_bytes(GetParam().answer); });
  const auto socket = open(request(server));
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, GetParam().code) << socket.error().detail;
  EXPECT_EQ(socket.error().detail,
            "127.0.0.1:" + std::to_string(server.port()) + ": " + GetParam().detail);
}

const RefusedCase refused_cases[] = {
    {"Forbidden",
     "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
     Errc::http_status, R"(expected status 101, got 403 with "text/html")"},
    {"Page", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Errc::http_status,
     "expected status 101, got 200 with no content type"},
    {"Redirect",
     "HTTP/1.1 302 Found\r\nLocation: ws://169.254.169.254/?key=secret\r\nContent-Length: "
     "0\r\n\r\n",
     Errc::refused, "expected status 101, got a redirect (302)"},
    {"WrongKey",
     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
     "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
     Errc::bad_document,
     R"(expected a WebSocket upgrade, got "The WebSocket handshake )"
     R"(Sec-WebSocket-Accept field is invalid")"},
    {"Garbage", "\x16\x03\x01 not HTTP\r\n\r\n", Errc::bad_document,
     R"(expected a WebSocket upgrade, got "bad version")"},
    {"Nothing", "", Errc::bad_document, R"(expected a WebSocket upgrade, got "end of stream")"},
};
INSTANTIATE_TEST_SUITE_P(Table, RefusedUpgrade, testing::ValuesIn(refused_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct BrokenCase {
  const char* name;
  std::string bytes;  ///< after the upgrade, then the connection stays open
  Errc code;
  const char* detail;
};

void PrintTo(const BrokenCase& row, std::ostream* out) { *out << row.name; }

class BrokenStream : public WebSocketTest, public testing::WithParamInterface<BrokenCase> {};

TEST_P(BrokenStream, EndsAtOnceAndSaysWhy) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    peer.send_bytes(GetParam().bytes);
    peer.hang();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto begin = Steady::now();
  const auto text = read(*socket);
  ASSERT_FALSE(text) << *text;
  EXPECT_EQ(text.error().code, GetParam().code) << text.error().detail;
  EXPECT_THAT(text.error().detail, HasSubstr(GetParam().detail));
  EXPECT_LT(Steady::now() - begin, 2s);
  EXPECT_FALSE(read(*socket));
}

std::string close_frame(unsigned code, std::string_view reason) {
  std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return frame_bytes(0x88, payload.append(reason));
}

const BrokenCase broken_cases[] = {
    {"Close", close_frame(1001, "restart"), Errc::unreachable,
     R"(expected a message, got a close with code 1001 and "restart")"},
    {"CloseWithoutCode", frame_bytes(0x88, {}), Errc::unreachable,
     "expected a message, got a close without a code"},
    {"CloseWithAnUnknownCode", close_frame(4999, "x"), Errc::unreachable,
     R"(got a close with code 4999 and "x")"},
    {"TooLong", frame_bytes(0x81, std::string(1024 * 1024 + 1, 'x')).substr(0, 1000),
     Errc::too_large, "expected a message of at most 1048576 bytes, got more"},
    {"TooLongInFragments",
     frame_bytes(0x01, std::string(1024 * 1024, 'x')) + frame_bytes(0x80, "y"), Errc::too_large,
     "expected a message of at most 1048576 bytes, got more"},
    {"LengthOfAllBits", std::string("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10),
     Errc::too_large, "got more"},
    {"ReservedBits", frame_bytes(0xC1, "x"), Errc::bad_document,
     "expected a WebSocket frame, got \"The WebSocket frame contained illegal reserved bits\""},
    {"UnknownOpcode", frame_bytes(0x83, "x"), Errc::bad_document, "illegal opcode"},
    {"Masked", std::string("\x81\x81\x01\x02\x03\x04x", 7), Errc::bad_document, "masked"},
    {"ContinuationOfNothing", frame_bytes(0x80, "x"), Errc::bad_document, "continuation"},
    {"NoUtf8", frame_bytes(0x81, "\xff\xfe"), Errc::bad_document, "payload"},
    {"Html", "<html>cut off</html>", Errc::bad_document, "expected a WebSocket frame"},
};
INSTANTIATE_TEST_SUITE_P(Table, BrokenStream, testing::ValuesIn(broken_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(WebSocketTest, IsLostAndNotCancelledAfterAFailedSend) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    peer.reset();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  Result<void> sent;
  for (int time = 0; time < 500 && sent; ++time) {
    std::this_thread::sleep_for(2ms);
    sent = test::run(io, socket->send("hello"));
  }
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::unreachable);
  const auto text = read(*socket);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::unreachable);
  EXPECT_THAT(text.error().detail, HasSubstr("the connection was lost"));
}

}  // namespace
}  // namespace tickerd::net
