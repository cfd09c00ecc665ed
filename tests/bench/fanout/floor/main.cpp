#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "bench/fanout/common/machine.hpp"
#include "bench/fanout/common/trigger.hpp"
#include "bench/fanout/floor/floor.hpp"

int main(int count, char** arguments) try {
  using namespace tickerd::bench;
  await_trigger();
  const auto options = read_server_options(count, arguments);
  take_precedence();
  raise_file_limit();
  Floor floor(options);
  say_port(floor.port());
  floor.run();
} catch (const std::exception& error) {
  fmt::print(stderr, "tickerd-bench-floor: {}\n", error.what());
  return 2;
}
