#include "app/ask_server.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/run_once.hpp"

namespace tickerd::app {
namespace {

/// Where a server that listens on `address` is reached from its own host.
std::string reachable(const std::string& address) {
  if (address == "0.0.0.0") return "127.0.0.1";
  if (address == "::") return "[::1]";
  return address.contains(':') ? fmt::format("[{}]", address) : address;
}

net::asio::awaitable<rates::Result<net::HttpResponse>> ask(net::HttpClient& http,
                                                           net::HttpRequest request) {
  co_return co_await http.fetch(std::move(request));
}

}  // namespace

rates::Result<net::HttpResponse> ask_server(const ListenAddress& listen, std::string_view name,
                                            const std::string& method, const std::string& target) {
  if (listen.port == 0) {
    return rates::fail(rates::Errc::bad_argument,
                       fmt::format("{0}.port: the configuration lets the system choose the port: "
                                   "give the one it chose with --set {0}.port=N",
                                   name));
  }
  net::HttpRequest request;
  request.url = fmt::format("http://{}:{}{}", reachable(listen.address), listen.port, target);
  request.method = method;
  request.timeout = std::chrono::seconds(10);
  return run_once<rates::Result<net::HttpResponse>>(
      [&](net::HttpClient& http) { return ask(http, request); });
}

std::string failure_of(const net::HttpResponse& answer) {
  const auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (body.is_object() && body.contains("detail") && body["detail"].is_string()) {
    return body["detail"].get<std::string>();
  }
  return fmt::format("expected an answer with status 200, got {}", answer.status);
}

}  // namespace tickerd::app
