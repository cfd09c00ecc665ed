#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/asio.hpp"
#include "net/http_client.hpp"

namespace tickerd::net {

/// A connection to an upstream WebSocket (RFC 6455, without extensions) to be opened.
struct WebSocketRequest {
  using Clean = std::function<std::string(std::string_view)>;
  std::string url;                                               ///< ws or wss, no userinfo
  std::chrono::milliseconds timeout = std::chrono::seconds(10);  ///< from look-up to upgrade
  /// Nothing for this long, no message, ping or pong: the peer is dead, socket open or not.
  std::chrono::milliseconds silence = std::chrono::seconds(30);
  std::size_t max_message_bytes = 1024 * 1024;  ///< all fragments together
  bool allow_private = false;                   ///< as in HttpRequest
  /// Takes secrets out of what the peer said, before it is cut short for an error. Empty: nothing.
  // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns without, as in HttpRequest.
  Clean clean{};
};

/// An open WebSocket, the client's end. Lives on one thread; destroying it closes the socket. At a
/// time at most one read(), one watch() and one send() or close() may be under way.
///
/// Failures: unreachable (name, connect, TLS, the peer closed or was lost), timeout (no upgrade in
/// time, silence), http_status (another answer than the upgrade), refused (private address, a
/// redirect, a flood of control frames), too_large, bad_document (broken protocol), bad_argument
/// (URL), cancelled. Their details begin with the host and never hold path or query.
class WebSocket {
 public:
  /// Opens one through `http`: its look-ups, trust and rules about addresses. Redirects are
  /// refused. `http` outlives the operation.
  static asio::awaitable<Result<WebSocket>> open(HttpClient& http, WebSocketRequest request);

  WebSocket(WebSocket&& other) noexcept;
  WebSocket& operator=(WebSocket&& other) noexcept;
  ~WebSocket();

  /// Sends one text message; waits at most as long as silence is borne.
  asio::awaitable<Result<void>> send(std::string text);

  /// The next message, text or binary, valid until the next read(). It waits for ever: watch()
  /// beside it says when to give up. After a failure there is nothing more to read.
  asio::awaitable<Result<std::string_view>> read();

  /// Ends, with Errc::timeout, when the peer has been silent for too long. At half of that time it
  /// sends `keep_alive` as a text message, or a ping when it is empty.
  asio::awaitable<Result<void>> watch(std::string keep_alive);

  /// Says goodbye (1000) and waits a second for the answer.
  asio::awaitable<void> close();

  /// The last time anything was heard.
  std::chrono::steady_clock::time_point heard() const noexcept;

 private:
  struct State;
  explicit WebSocket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::net
