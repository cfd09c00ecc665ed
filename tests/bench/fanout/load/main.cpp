#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "bench/fanout/common/machine.hpp"
#include "bench/fanout/load/run.hpp"

/// Exit status 1 when not everybody could be connected, 2 when nothing could be run.
int main(int count, char** arguments) try {
  using namespace tickerd::bench;
  const auto options = read_options(count, arguments);
  take_precedence();
  raise_file_limit();
  const auto outcome = run(options);
  fmt::print("{}\n", to_json(options, outcome));
  return outcome.all_connected ? 0 : 1;
} catch (const std::exception& error) {
  fmt::print(stderr, "tickerd-bench: {}\n", error.what());
  return 2;
}
