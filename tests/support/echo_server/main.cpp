#include <csignal>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "support/echo_server/echo_server.hpp"

/// Echoes until SIGTERM or SIGINT.
int main(int argc, char** argv) {
  CLI::App cli("A WebSocket echo server on tickerd's own sessions");
  std::uint16_t port = 9001;
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 lets the system choose");
  CLI11_PARSE(cli, argc, argv);
  sigset_t ends{};
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  // Before there is another thread: it would be ended instead.
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  try {
    const tickerd::test::EchoServer server(port);
    fmt::print("ws://127.0.0.1:{}\n", server.port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "echo_server: {}\n", failure.what());
    return 1;
  }
}
