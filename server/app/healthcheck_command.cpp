#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/run_once.hpp"

namespace tickerd::app {
namespace {

net::asio::awaitable<rates::Result<net::HttpResponse>> ask(net::HttpClient& http, std::string url) {
  net::HttpRequest request;
  request.url = std::move(url);
  request.timeout = std::chrono::seconds(3);
  co_return co_await http.fetch(std::move(request));
}

/// Where a server that listens on `address` is reached from its own host.
std::string reachable(const std::string& address) {
  if (address == "0.0.0.0") return "127.0.0.1";
  if (address == "::") return "[::1]";
  return address.contains(':') ? fmt::format("[{}]", address) : address;
}

}  // namespace

int healthcheck_command(const ConfigArguments& arguments) {
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  const auto& operations = config->operations;
  const auto url =
      fmt::format("http://{}:{}/readyz", reachable(operations.address), operations.port);
  const auto answer = run_once<rates::Result<net::HttpResponse>>(
      [&](net::HttpClient& http) { return ask(http, url); });
  if (!answer) {
    fmt::print(stderr, "tickerd: {}\n", answer.error().detail);
    return exit_failure;
  }
  fmt::print("{}\n", answer->body);
  return answer->status == 200 ? exit_ok : exit_failure;
}

}  // namespace tickerd::app
