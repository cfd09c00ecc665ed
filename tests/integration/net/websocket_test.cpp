#include "net/websocket_client.hpp"
#include "support/temporary_folder.hpp"
#include "websocket_fixture.hpp"

namespace tickerd::net {
namespace {

TEST_F(WebSocketTest, SendsAndReads) {
  ScriptedStream server(echo);
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  ASSERT_TRUE(test::run(io, socket->send("one")));
  EXPECT_EQ(read(*socket), "echo one");
  ASSERT_TRUE(test::run(io, socket->send("two")));
  EXPECT_EQ(read(*socket), "echo two");
  EXPECT_EQ(server.targets(), std::vector<std::string>{"/v2?key=secret"});
  EXPECT_EQ(server.received(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(WebSocketTest, NamesItselfAndItsHost) {
  std::string agent;
  std::string host;
  {
    ScriptedStream server([&](StreamPeer& peer, int) {
      agent = peer.asked().header("User-Agent");
      host = peer.asked().header("Host");
      peer.upgrade();
      peer.stay();
    });
    ASSERT_TRUE(open(request(server)));
    EXPECT_EQ(host, "127.0.0.1:" + std::to_string(server.port()));
  }
  EXPECT_THAT(agent, testing::StartsWith("tickerd/"));
}

TEST_F(WebSocketTest, ReadsAFragmentedMessageWithAPingInside) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    peer.send_bytes(frame_bytes(0x01, "EUR") + frame_bytes(0x89, "?") + frame_bytes(0x00, "/") +
                    frame_bytes(0x80, "USD"));
    peer.send(std::string(70'000, 'y'));
    peer.stay();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  EXPECT_EQ(read(*socket), "EUR/USD");
  EXPECT_EQ(read(*socket), std::string(70'000, 'y'));
}

TEST_F(WebSocketTest, TakesFramesThatComeWithTheUpgrade) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    for (int at = 0; at < 1000; ++at) peer.send("frame " + std::to_string(at));
    peer.stay();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  for (int at = 0; at < 1000; ++at) ASSERT_EQ(read(*socket), "frame " + std::to_string(at));
}

TEST_F(WebSocketTest, BoundsTheHandshake) {
  ScriptedStream server([](StreamPeer& peer, int) { peer.hang(); });
  auto made = request(server);
  made.timeout = 200ms;
  const auto begin = Steady::now();
  const auto socket = open(made);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::timeout);
  EXPECT_THAT(socket.error().detail,
              HasSubstr("expected a WebSocket upgrade within 200ms, got none"));
  EXPECT_LT(Steady::now() - begin, 2s);
}

TEST_F(WebSocketTest, RefusesNamesThatLeadInside) {
  ScriptedStream server(echo);
  auto made = request(server);
  made.url = server.url_for("localhost");
  const auto socket = open(made);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::refused);
  EXPECT_THAT(socket.error().detail, HasSubstr("expected a public address, got "));
  EXPECT_EQ(server.connections(), 0);
  made.allow_private = true;
  EXPECT_TRUE(open(made));
}

TEST_F(WebSocketTest, SaysThatNobodyListens) {
  std::string url;
  {
    ScriptedStream server(echo);
    url = server.url();
  }
  const auto socket = open({.url = url});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::unreachable);
  EXPECT_EQ(open({.url = "https://127.0.0.1/"}).error().code, Errc::refused);
}

TEST_F(WebSocketTest, SpeaksTlsWithACertificateItTrusts) {
  const auto certificate = test::make_certificate();
  test::TemporaryFolder folder;
  ScriptedStream server(echo, certificate);
  const auto stranger = open(request(server));
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().code, Errc::unreachable);
  EXPECT_THAT(stranger.error().detail,
              HasSubstr("expected a trusted certificate, got one refused"));

  TlsTrust trust{.ca_file = folder.write("ca.pem", certificate.certificate).string()};
  HttpClient trusting(io.get_executor(), pool, trust);
  auto socket = test::run(io, WebSocket::open(trusting, request(server)));
  ASSERT_TRUE(socket) << socket.error().detail;
  ASSERT_TRUE(test::run(io, socket->send("one")));
  EXPECT_EQ(read(*socket), "echo one");
  test::run(io, socket->close(), 5s);
}

TEST_F(WebSocketTest, SaysThatTheConnectionWasLost) {
  ScriptedStream server([](StreamPeer& peer, int) { peer.upgrade(); });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto text = read(*socket);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::unreachable);
  EXPECT_THAT(text.error().detail, HasSubstr("expected a message, got \""));
}

TEST_F(WebSocketTest, DropsAFloodOfPings) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    while (peer.ping()) {
    }
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto text = read(*socket);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::refused);
  EXPECT_THAT(text.error().detail, HasSubstr("expected at most 100 control frames a second"));
}

}  // namespace
}  // namespace tickerd::net
