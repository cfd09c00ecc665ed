#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/frame_writer.hpp"
#include "http/query.hpp"
#include "http/session_context.hpp"
#include "http/token_bucket.hpp"
#include "stream/frame_reader.hpp"
#include "stream/hub.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {

/// One WebSocket subscriber from the answered upgrade to the closed socket.
///
/// Reading runs in the coroutine; broadcasts come from the hub and go out through the FrameWriter
/// without it. Closing: our close frame, then the peer's within Limits::close_time, then the end of
/// the stream; a peer that does not end it is cut.
class WsSession final : private stream::Subscriber, private FrameWriter::Owner, private Swept {
 public:
  /// The socket outlives the session.
  WsSession(net::asio::ip::tcp::socket& socket, SessionContext context);

  /// Serves the connection. `early` are bytes that came behind the upgrade request.
  net::asio::awaitable<void> run(Request request, std::string early);

 private:
  enum class State {
    open,
    said_close,  ///< we sent Close, the peer has not
    finishing,   ///< nothing more to say; waiting for the peer to end the stream
    cut,
  };

  bool deliver(const stream::FramePtr& frame) override;
  void on_drained() override;
  void on_broken() override { cut(); }
  void sweep(Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;
  bool leaves_at_once() const override { return false; }

  void greet(const Request& request);
  net::asio::awaitable<bool> read();
  net::asio::awaitable<void> take(std::string_view bytes);
  std::optional<std::string> on_event(stream::FrameReader::Event event);
  net::asio::awaitable<void> obey(std::string text);
  net::asio::awaitable<void> subscribe(stream::wire::Subscribe command);
  void unsubscribe(const stream::wire::Unsubscribe& command);
  void list(const stream::wire::List& command);
  bool within_rate();

  void say(stream::FramePtr frame);
  void say_text(const std::string& text);
  void close(stream::CloseCode code, std::string_view reason);
  void finish();
  void cut();

  net::asio::ip::tcp::socket& socket_;
  SessionContext context_;
  FrameWriter writer_;
  stream::FrameReader reader_;
  stream::Subscription subscription_;
  TokenBucket commands_;
  Instant heard_;
  Instant next_ping_;
  Instant closing_since_{};
  State state_ = State::open;
  bool warned_ = false;  // of its rate, since the last message that was taken
};

}  // namespace tickerd::http
