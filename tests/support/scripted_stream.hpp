#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/answer.hpp"
#include "support/certificate.hpp"

namespace tickerd::test {

/// The server's end of one connection to a ScriptedStream. Its calls block; they return false, or
/// nothing, once the connection or the test has ended.
class StreamPeer {
 public:
  struct State;
  explicit StreamPeer(State& state) : state_(state) {}

  /// The request that asked for the upgrade.
  const Asked& asked() const noexcept;
  /// Answers it with 101.
  bool upgrade();
  /// Sends bytes as they are: another answer, a broken frame.
  bool send_bytes(std::string_view bytes);
  /// One text frame.
  bool send(std::string_view text);
  bool ping();
  bool close(std::uint16_t code, std::string_view reason = {});
  /// The next text message of the client; pings before it are answered.
  std::optional<std::string> receive(std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// Whether the client's next message is its goodbye.
  bool is_left(std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// Ends the connection with a reset.
  void reset();
  bool wait(std::chrono::milliseconds span);
  /// Answers pings until the client or the test ends.
  void stay();
  /// Says and reads nothing until the test ends.
  void hang();

 private:
  State& state_;
};

/// A WebSocket server on 127.0.0.1 that does to each connection what a script says, each on a
/// thread of its own. The destructor ends all connections.
class ScriptedStream {
 public:
  /// Called with the number of the connection, counted from 1. When it returns, the connection is
  /// closed without a word.
  using Script = std::function<void(StreamPeer& peer, int connection)>;
  struct State;

  explicit ScriptedStream(Script script, std::optional<Certificate> certificate = std::nullopt);
  ~ScriptedStream();
  ScriptedStream(const ScriptedStream&) = delete;
  ScriptedStream& operator=(const ScriptedStream&) = delete;

  std::uint16_t port() const noexcept;
  /// "ws://127.0.0.1:PORT" and `path`; wss with a certificate.
  std::string url(std::string_view path = "/") const;
  std::string url_for(std::string_view host, std::string_view path = "/") const;
  /// How many connections were accepted.
  int connections() const;
  /// All text messages that clients sent and scripts received.
  std::vector<std::string> received() const;
  /// All targets that were asked for.
  std::vector<std::string> targets() const;

 private:
  std::unique_ptr<State> state_;
};

/// The bytes of one unmasked frame with that first byte: 0x81 is a whole text message.
std::string frame_bytes(unsigned char first, std::string_view payload);

}  // namespace tickerd::test
