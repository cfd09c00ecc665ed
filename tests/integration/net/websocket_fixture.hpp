#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/task_group.hpp"
#include "net/websocket_client.hpp"
#include "net/with_timeout.hpp"
#include "support/run.hpp"
#include "support/scripted_stream.hpp"

namespace tickerd::net {

using namespace std::chrono_literals;
using test::frame_bytes;
using test::ScriptedStream;
using test::StreamPeer;
using testing::HasSubstr;
using Steady = std::chrono::steady_clock;

inline asio::awaitable<Result<std::string>> read_text(WebSocket& socket) {
  const auto message = co_await socket.read();
  if (!message) co_return std::unexpected(message.error());
  co_return std::string(*message);
}

inline asio::awaitable<void> read_until_the_end(WebSocket& socket, std::optional<Error>& error) {
  for (;;) {
    const auto message = co_await socket.read();
    if (message) continue;
    error = message.error();
    co_return;
  }
}

/// A client with a loop of its own.
class WebSocketTest : public testing::Test {
 public:
  WebSocketRequest request(const ScriptedStream& server) const {
    return {.url = server.url("/v2?key=secret"), .timeout = 5s, .silence = 5s};
  }
  Result<WebSocket> open(WebSocketRequest made) {
    return test::run(io, WebSocket::open(client, std::move(made)));
  }
  Result<std::string> read(WebSocket& socket) {
    return test::run(io, with_timeout(read_text(socket), 10s), 15s);
  }
  /// How watch() ended, with a read() beside it as is usual.
  Error watched(WebSocket& socket, std::string keep_alive = {}) {
    std::optional<Error> reading;
    TaskGroup group(io.get_executor());
    group.spawn(read_until_the_end(socket, reading));
    const auto ended = test::run(io, socket.watch(std::move(keep_alive)), 15s);
    group.cancel();
    test::run(io, group.join(), 5s);
    return ended.error();
  }

  asio::io_context io;
  asio::thread_pool pool{1};
  HttpClient client{io.get_executor(), pool};
};

/// Says back what it hears.
inline void echo(StreamPeer& peer, int) {
  if (!peer.upgrade()) return;
  while (const auto text = peer.receive()) peer.send("echo " + *text);
}

}  // namespace tickerd::net
