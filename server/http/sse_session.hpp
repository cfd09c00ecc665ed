#pragma once

#include <string>

#include "http/frame_writer.hpp"
#include "http/query.hpp"
#include "http/session_context.hpp"
#include "stream/hub.hpp"

namespace tickerd::http {

/// One subscriber over server-sent events, from the sent head to the closed socket. What the peer
/// sends is left unread; the stream ends when it goes away, is too slow, or the process leaves.
class SseSession final : private stream::Subscriber, private FrameWriter::Owner, private Swept {
 public:
  /// The socket outlives the session.
  SseSession(net::asio::ip::tcp::socket& socket, SessionContext context);

  net::asio::awaitable<void> run(Request request);

 private:
  bool deliver(const stream::FramePtr& frame) override;
  void on_drained() override;
  void on_broken() override { cut(); }
  void sweep(Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;
  bool leaves_at_once() const override { return false; }

  void greet(const Request& request);
  bool discard();
  void finish();
  void cut();

  net::asio::ip::tcp::socket& socket_;
  SessionContext context_;
  FrameWriter writer_;
  stream::Subscription subscription_;
  Instant ends_by_{};
  bool ending_ = false;
  bool cut_ = false;
};

}  // namespace tickerd::http
