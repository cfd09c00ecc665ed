#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/session.hpp"
#include "http/token_bucket.hpp"
#include "http/ws_commands.hpp"
#include "stream/frame_reader.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {

/// One WebSocket subscriber.
///
/// Closing: our close frame, then the peer's within Limits::close_time, then the end of the stream;
/// a peer that does not end it is cut.
class WsSession final : public Session {
 public:
  WsSession(Channel channel, Seat seat, const SessionContext& context);

  void sweep(Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;

 private:
  void greet(const Handover& handover) override;
  void say_hello();
  void say_failed(std::span<const stream::wire::FailedPair> failed);
  void close_without_pairs(std::span<const stream::wire::FailedPair> failed);
  void review();
  /// Says what `hello` says now; the peer is as if heard of just now.
  void greet_again(Instant now);
  void take(std::string_view bytes) override;

  std::optional<std::string> on_event(stream::FrameReader::Event event);
  /// False when the engine is asked first: track() goes on with `rest` then.
  bool obey(std::string_view text, std::string_view rest);
  bool subscribe(const stream::wire::Subscribe& command, std::string_view rest);
  net::asio::awaitable<void> track(stream::wire::Subscribe command, SubscriptionChange change,
                                   std::string rest);
  void change_to(SubscriptionChange change, const stream::wire::Subscribe& command);
  void unsubscribe(const stream::wire::Unsubscribe& command);
  void list(const stream::wire::List& command);
  bool within_rate();

  void say(const stream::FramePtr& frame);
  void say_text(std::string_view text);
  void close(stream::CloseCode code, std::string_view reason);

  stream::FrameReader reader_;
  TokenBucket commands_;
  Instant heard_;
  Instant next_ping_;
  std::uint32_t greeting_;  // which `hello` it was told
  bool warned_ = false;     // of its rate, since the last message that was taken
};

}  // namespace tickerd::http
