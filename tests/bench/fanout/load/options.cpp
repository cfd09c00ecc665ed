#include "bench/fanout/load/options.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>

namespace tickerd::bench {
namespace {

std::string usual_path(const std::string& transport) {
  if (transport == "sse") return "/v1/events";
  return transport == "nats" ? "/" : "/v1/stream";
}

}  // namespace

Options read_options(int count, char** arguments) {
  Options options;
  std::string poll = "busy";
  CLI::App app("Connects many subscribers, measures what a delivered message costs the server");
  app.option_defaults()->always_capture_default();
  app.add_option("--host", options.host, "IPv4 address");
  app.add_option("--port", options.port);
  app.add_option("--path", options.path, "target of the requests, or the subject of nats");
  app.add_option("--transport", options.transport)
      ->check(CLI::IsMember({"websocket", "sse", "nats"}));
  app.add_flag("--deflate", options.deflate, "offer permessage-deflate, insist on it");
  app.add_option("--poll", poll)->check(CLI::IsMember({"busy", "block"}));
  app.add_option("--connections", options.connections)->check(CLI::PositiveNumber);
  app.add_option("--in-flight", options.in_flight, "handshakes at once")
      ->check(CLI::PositiveNumber);
  app.add_option("--sources", options.sources, "addresses to come from, 127.0.0.2 and up")
      ->check(CLI::Range(1, 250));
  app.add_option("--warm-up", options.warm_up_seconds, "seconds that are not counted");
  app.add_option("--seconds", options.seconds, "seconds that are; 0: connect only");
  app.add_option("--hold", options.hold_seconds, "seconds of an idle herd before that");
  app.add_option("--server-pid", options.server_pid, "whose CPU and memory is measured");
  app.add_option("--trigger-pid", options.trigger_pid,
                 "who gets SIGUSR2 when all are connected; default: the server");
  app.add_flag("--probe", options.probe, "GET /livez meanwhile: how long others wait");
  app.add_option("--pairs-of", options.pairs_of, "a file of pairs, or how many there are");
  app.add_option("--pick", options.pick, "random pairs for each client");
  app.add_flag("--same-pick", options.same_pick, "the first pairs for every client");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  options.busy = poll == "busy";
  if (options.path.empty()) options.path = usual_path(options.transport);
  return options;
}

}  // namespace tickerd::bench
