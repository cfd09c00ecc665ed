#include "net/websocket_client.hpp"
#include "websocket_fixture.hpp"

namespace tickerd::net {
namespace {

TEST_F(WebSocketTest, TakesSilenceForDeath) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    peer.send("one");
    peer.hang();
  });
  auto made = request(server);
  made.silence = 300ms;
  auto socket = open(made);
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto begin = Steady::now();
  const auto error = watched(*socket);
  EXPECT_EQ(error.code, Errc::timeout);
  EXPECT_THAT(error.detail, HasSubstr("expected a message within 300ms, got silence"));
  EXPECT_GE(Steady::now() - begin, 250ms);
  EXPECT_LT(Steady::now() - begin, 2s);
}

TEST_F(WebSocketTest, TakesADribbleInsideAMessageForSilence) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    const auto bytes = frame_bytes(0x81, std::string(1000, 'x'));
    for (const char byte : bytes) {
      if (!peer.send_bytes({&byte, 1}) || !peer.wait(20ms)) return;
    }
  });
  auto made = request(server);
  made.silence = 300ms;
  auto socket = open(made);
  ASSERT_TRUE(socket) << socket.error().detail;
  EXPECT_EQ(watched(*socket).code, Errc::timeout);
}

TEST_F(WebSocketTest, TakesPingsAndPongsForLife) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    for (int time = 0; time < 8; ++time) {
      peer.ping();
      peer.wait(50ms);
    }
    // From here on it only answers, 400 ms long: the client asks at half of the silence.
    for (int time = 0; time < 8; ++time) (void)peer.receive(50ms);
    peer.hang();
  });
  auto made = request(server);
  made.silence = 200ms;
  auto socket = open(made);
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto begin = Steady::now();
  EXPECT_EQ(watched(*socket).code, Errc::timeout);
  EXPECT_GE(Steady::now() - begin, 700ms);
}

TEST_F(WebSocketTest, AsksForLifeWithTheTextItWasGiven) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    if (peer.receive() == "are you there") peer.send("yes");
    peer.hang();
  });
  auto made = request(server);
  made.silence = 300ms;
  auto socket = open(made);
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto begin = Steady::now();
  EXPECT_EQ(watched(*socket, "are you there").code, Errc::timeout);
  EXPECT_GE(Steady::now() - begin, 400ms);
  EXPECT_EQ(server.received(), std::vector<std::string>{"are you there"});
}

TEST_F(WebSocketTest, BoundsTheGoodbye) {
  ScriptedStream server([](StreamPeer& peer, int) {
    peer.upgrade();
    peer.hang();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  const auto begin = Steady::now();
  test::run(io, socket->close(), 10s);
  EXPECT_LT(Steady::now() - begin, 5s);
}

TEST_F(WebSocketTest, EndsAtOnceWhenCancelled) {
  ScriptedStream server([](StreamPeer& peer, int connection) {
    if (connection == 1) peer.upgrade();
    peer.hang();
  });
  auto socket = open(request(server));
  ASSERT_TRUE(socket) << socket.error().detail;
  std::optional<Error> reading;
  TaskGroup group(io.get_executor());
  group.spawn(read_until_the_end(*socket, reading));
  io.restart();
  io.run_for(50ms);
  const auto begin = Steady::now();
  group.cancel();
  test::run(io, group.join(), 5s);
  EXPECT_LT(Steady::now() - begin, 3s);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->code, Errc::cancelled);
}

}  // namespace
}  // namespace tickerd::net
