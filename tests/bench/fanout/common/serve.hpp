#pragma once

#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "bench/fanout/common/machine.hpp"
#include "bench/fanout/common/server_options.hpp"
#include "bench/fanout/common/trigger.hpp"

namespace tickerd::bench {

/// What main() of every server that is compared does: makes a Server of the options, says its port
/// and runs it. Returns the exit status.
template <class Server>
int serve(int count, char** arguments) {
  await_trigger();
  try {
    const auto options = read_server_options(count, arguments);
    take_precedence();
    raise_file_limit();
    Server server(options);
    say_port(server.port());
    server.run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", arguments[0], error.what());
    return 2;
  }
}

}  // namespace tickerd::bench
