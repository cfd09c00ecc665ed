#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "support/echo_server/echo_server.hpp"

namespace tickerd::http::test::echo {

inline std::string text(std::string_view payload) { return "text(" + std::string(payload) + ")"; }

/// What a server said until it ended: "text(a) pong(b) close(1000)".
inline std::string heard(Client& client) {
  std::string all;
  while (const auto got = client.read_frame()) {
    if (!all.empty()) all += ' ';
    switch (got->opcode) {
      case 1:
        all += text(got->payload);
        break;
      case 2:
        all += "binary(" + got->payload + ")";
        break;
      case 8:
        all += "close(" + (got->payload.empty() ? "" : std::to_string(got->close_code())) + ")";
        break;
      case 10:
        all += "pong(" + got->payload + ")";
        break;
      default:
        all += "opcode " + std::to_string(got->opcode);
    }
  }
  return all;
}

/// One server for all, which ends before the libraries that it uses do.
class Server final : public testing::Environment {
 public:
  void SetUp() override { started_.emplace(); }
  void TearDown() override { started_.reset(); }
  std::uint16_t port() const { return started_->port(); }

 private:
  std::optional<tickerd::test::EchoServer> started_;
};

inline const Server& server() {
  static auto* const environment =
      static_cast<Server*>(testing::AddGlobalTestEnvironment(new Server));
  return *environment;
}
/// It has to be known before the first test begins.
[[maybe_unused]] inline const Server& known = server();

}  // namespace tickerd::http::test::echo
