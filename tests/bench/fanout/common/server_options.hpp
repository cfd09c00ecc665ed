#pragma once

#include <cstddef>
#include <cstdint>

namespace tickerd::bench {

/// What a floor does wrong, once and to one subscriber, so that a load can show that it sees it.
enum class Fault {
  none,
  skip,     ///< leaves a message out
  repeat,   ///< sends one twice
  tear,     ///< sends one whose second half is another's
  hang_up,  ///< ends the connection
};

/// What the servers that are compared are told; each takes what concerns it.
struct ServerOptions {
  std::uint16_t port = 0;           ///< 0: the system chooses
  bool saturated = false;           ///< one flush a turn of the loop, back to back
  double rate = 10.0;               ///< flushes a second, else
  Fault fault = Fault::none;        ///< floor
  bool together = false;            ///< floor: the sends of a message in one io_uring submission
  std::size_t per_flush = 1;        ///< edge: batches of different pairs at once
  std::size_t rates_per_batch = 1;  ///< edge: pairs in each batch
  std::size_t pairs = 0;            ///< edge: how many there are; 0: those of one flush
  bool ring = true;                 ///< edge: may use io_uring
  bool deflate = false;             ///< edge: may compress
};

/// Reads the command line; ends the program when it is wrong or asks for help.
ServerOptions read_server_options(int count, char** arguments);
/// Tells on standard output where to connect: {"port": 1234}.
void say_port(std::uint16_t port);

}  // namespace tickerd::bench
