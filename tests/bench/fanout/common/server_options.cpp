#include "bench/fanout/common/server_options.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tickerd::bench {

namespace {

const std::map<std::string, Fault> faults = {{"none", Fault::none},
                                             {"skip", Fault::skip},
                                             {"repeat", Fault::repeat},
                                             {"tear", Fault::tear},
                                             {"hang-up", Fault::hang_up}};

}  // namespace

ServerOptions read_server_options(int count, char** arguments) {
  ServerOptions options;
  CLI::App app("Begins to publish when it gets SIGUSR2");
  app.option_defaults()->always_capture_default();
  app.add_option("--port", options.port, "0: the system chooses; it is printed");
  app.add_flag("--saturated", options.saturated, "back to back");
  app.add_option("--rate", options.rate, "flushes a second")->check(CLI::PositiveNumber);
  app.add_option("--fault", options.fault, "what to do wrong, once and to one subscriber")
      ->transform(CLI::CheckedTransformer(faults));
  app.add_flag("--together", options.together, "hand a message's sends over at once, by io_uring");
  app.add_option("--per-flush", options.per_flush, "batches at once")->check(CLI::PositiveNumber);
  app.add_option("--rates-per-batch", options.rates_per_batch)->check(CLI::PositiveNumber);
  app.add_option("--pairs", options.pairs, "how many there are; 0: those of one flush");
  app.add_flag("!--no-ring", options.ring, "do without io_uring");
  app.add_flag("--deflate", options.deflate, "compress for those who offer it");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  options.pairs = std::max(options.pairs, options.per_flush * options.rates_per_batch);
  return options;
}

void say_port(std::uint16_t port) {
  fmt::print("{{\"port\": {}}}\n", port);
  std::fflush(stdout);
}

}  // namespace tickerd::bench
