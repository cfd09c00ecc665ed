#include "http/operations.hpp"

#include <utility>

namespace tickerd::http {

Response status_response(bool pass) {
  auto response = text_response(pass ? 200 : 503, "application/json",
                                pass ? R"({"status":"pass"})" : R"({"status":"fail"})");
  response.set("Cache-Control", "no-store");
  return response;
}

net::asio::awaitable<Response> Operations::answer(Request request) {
  const auto& path = request.path;
  if (path == "/release") {
    auto released = co_await release(std::move(request));
    co_return released;
  }
  const bool known = path == "/livez" || path == "/readyz" || path == "/healthz" ||
                     path == "/metrics" || path == "/explain";
  if (!known) co_return problem(404, "not_found", "nothing is served under this path");
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = problem(405, "method_not_allowed", "expected GET or HEAD");
    response.set("Allow", "GET, HEAD");
    co_return response;
  }
  if (path == "/livez") co_return status_response(true);
  if (path == "/readyz") co_return status_response(source_.ready() && !source_.draining());
  if (path == "/healthz") {
    auto report = co_await source_.health();
    auto response = text_response(report.serving ? 200 : 503, "application/health+json",
                                  std::move(report.json));
    response.set("Cache-Control", "no-store");
    co_return response;
  }
  if (path == "/explain") {
    auto explained = co_await source_.explain(std::move(request));
    co_return explained;
  }
  auto text = co_await source_.metrics();
  co_return text_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
}

net::asio::awaitable<Response> Operations::release(Request request) {
  if (request.method != "POST") {
    auto response = problem(405, "method_not_allowed", "expected POST");
    response.set("Allow", "POST");
    co_return response;
  }
  // A page in the operator's browser can reach this listener too; browsers name their page.
  if (request.header("origin")) {
    co_return problem(403, "origin_not_allowed", "pages may not release a value");
  }
  const auto pair = rates::CurrencyPair::parse(request.parameter("pair").value_or(""));
  if (!pair) co_return problem(400, "bad_query", "pair: " + pair.error().detail);
  auto rate = co_await source_.release(*pair);
  if (!rate) {
    const bool leaving = rate.error().code == rates::Errc::cancelled;
    co_return problem(leaving ? 503 : 404, leaving ? "draining" : "not_held", rate.error().detail);
  }
  auto response = text_response(200, "application/json", *std::move(rate));
  response.set("Cache-Control", "no-store");
  co_return response;
}

}  // namespace tickerd::http
