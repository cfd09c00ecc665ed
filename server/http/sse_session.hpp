#pragma once

#include <cstdint>

#include "http/session.hpp"

namespace tickerd::http {

/// One subscriber over server-sent events. What the peer sends is left unread; the stream ends when
/// it goes away, is too slow, or the process leaves.
class SseSession final : public Session {
 public:
  SseSession(Channel channel, Seat seat, const SessionContext& context);

  void sweep(Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;

 private:
  void greet(const Handover& handover) override;
  void take(std::string_view) override {}
  /// Has the kernel give up a peer that acknowledges nothing for three heartbeats.
  void bound_silence();
  void greet_again();
  void say_failed(std::span<const stream::wire::FailedPair> failed);
  void review();
  void say_goodbye();

  std::uint32_t greeting_;  // which `hello` it was told
};

}  // namespace tickerd::http
