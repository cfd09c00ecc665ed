#pragma once

#include <cstdint>
#include <memory>

namespace tickerd::test {

/// A WebSocket echo server on tickerd's own connections and sessions, for suites that judge how a
/// server keeps to RFC 6455. Text and binary messages of up to 32 MiB come back; control frames
/// have no rate. On a thread of its own, on loopback, until it is destroyed.
class EchoServer {
 public:
  /// Port 0 lets the system choose. Throws std::runtime_error when it cannot listen.
  explicit EchoServer(std::uint16_t port = 0);
  ~EchoServer();
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  std::uint16_t port() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::test
