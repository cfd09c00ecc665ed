#pragma once

#include <string>
#include <string_view>

#include "http/session.hpp"
#include "stream/frame_reader.hpp"

namespace tickerd::test {

/// The WebSocket layer of tickerd with nothing on it: every message comes back as it was. What its
/// peer does not read, it does not read either.
class EchoSession final : public http::Session {
 public:
  static constexpr std::size_t most_message_bytes = 32 * 1024 * 1024;

  EchoSession(http::Channel channel, http::Seat seat, const http::SessionContext& context);

  void sweep(http::Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;

 private:
  void greet(const http::Handover& handover) override;
  void take(std::string_view bytes) override;
  void drained() override;
  void answer(stream::FrameReader::Event event);
  void close(stream::CloseCode code, std::string_view reason);

  stream::FrameReader reader_{most_message_bytes};
  std::string unread_;  // while the peer does not read
  bool waits_ = false;  // for it
};

}  // namespace tickerd::test
