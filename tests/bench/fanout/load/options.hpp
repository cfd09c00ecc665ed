#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tickerd::bench {

/// What the command line asks for.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string path;  ///< empty: the stream of the transport
  std::string transport = "websocket";
  bool deflate = false;
  bool busy = true;  ///< poll without sleeping: who sleeps bills the server for being woken

  std::size_t connections = 1000;
  std::size_t in_flight = 128;  ///< handshakes at once
  std::size_t sources = 8;      ///< addresses to come from, 127.0.0.2 and up

  double warm_up_seconds = 1.0;
  double seconds = 5.0;
  double hold_seconds = 0.0;  ///< be idle for so long before

  int server_pid = 0;
  int trigger_pid = 0;  ///< gets SIGUSR2 when all are connected; 0: the server does

  bool probe = false;  ///< ask something else meanwhile

  std::string pairs_of;  ///< a file with one pair a line, or how many of pair_name()
  std::size_t pick = 0;  ///< random ones for each client; 0: no selection
  bool same_pick = false;
};

/// Reads the command line; ends the program when it is wrong or asks for help.
Options read_options(int count, char** arguments);

}  // namespace tickerd::bench
