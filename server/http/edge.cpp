#include "http/edge.hpp"

#include <optional>
#include <utility>

#include "http/history_api.hpp"
#include "http/past_rates.hpp"
#include "http/push_api.hpp"
#include "http/router.hpp"
#include "http/sse_session.hpp"
#include "http/ws_session.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;

std::vector<rates::CurrencyPair> configured_pairs(const Site& site) {
  std::vector<rates::CurrencyPair> pairs;
  for (const auto& rule : site.pairs) pairs.push_back(rule.pair);
  return pairs;
}

}  // namespace

Edge::Edge(asio::any_io_executor executor, Listener listener, stream::Board board, const Site& site,
           Service& service, const rates::Clock& clock, Counter& open_connections, rates::Log& log)
    : site_(site),
      service_(service),
      clock_(clock),
      hub_(std::move(board), site.heartbeat, clock),
      server_(std::move(executor), std::move(listener), *this, site.limits, open_connections, log),
      read_buffer_(std::make_unique<std::array<char, 64 * 1024>>()) {
  hub_.set_configured(configured_pairs(site));
  server_.on_sweep([this](Instant now) { sweep(now); });
  server_.start();
}

void Edge::publish(const rates::BatchPtr& batch) { hub_.publish(*batch); }

asio::awaitable<void> Edge::close(std::chrono::milliseconds spread,
                                  std::chrono::milliseconds grace) {
  return server_.close(spread, grace);
}

asio::awaitable<Response> Edge::answer(Request request) {
  if (is_push(request, site_)) {
    auto pushed = co_await push(std::move(request));
    co_return pushed;
  }
  if (is_history(request)) {
    Request asked = request;
    auto told = co_await history(std::move(asked), service_, site_, clock_.now());
    site_.origins.mark(request, told);
    co_return told;
  }
  const auto spark_points = sparks_asked_for(request);
  if (!spark_points) {
    auto refused = problem(400, "bad_query", spark_points.error().detail);
    site_.origins.mark(request, refused);
    co_return refused;
  }
  const bool ready = service_.ready() && !service_.draining();
  View view{.board = hub_.board(), .site = site_, .ready = ready};
  auto untracked = untracked_pairs(request, view);
  if (!untracked.empty()) {
    const auto tracked = co_await service_.track(std::move(untracked));
    (void)tracked;  // the board tells what became of it
  }
  std::optional<ExplainedRate> explained;
  if (const auto pair = pair_to_explain(request, view)) {
    explained = co_await service_.explain(*pair);
    view.explained = explained ? &*explained : nullptr;
  }
  std::optional<Sparks> sparks;
  if (*spark_points) {
    Request asked = request;
    sparks = co_await read_sparks(std::move(asked), service_, site_, clock_.now(), **spark_points);
    view.sparks = &*sparks;
  }
  if (date_asked_for(request)) {
    Request asked = request;
    auto told = co_await rates_at(std::move(asked), service_, view);
    site_.origins.mark(request, told);
    co_return told;
  }
  auto response = route(request, view);
  count(response, request);
  co_return response;
}

asio::awaitable<Response> Edge::push(Request request) {
  const auto* const door =
      request.method == "POST" ? find_door(site_.push_doors, request) : nullptr;
  if (door == nullptr) {
    if (request.method == "POST") server_.counters().refused_token.add();
    co_return refuse_push(request);
  }
  std::string type(request.header("content-type").value_or(""));
  const auto result = co_await service_.push(door->feed, std::move(request.body), std::move(type));
  co_return push_answer(result);
}

void Edge::count(const Response& response, const Request& request) {
  auto& counters = server_.counters();
  if (response.status == 403) counters.refused_origin.add();
  if (request.path == "/v1/stream" && response.status >= 400 && response.status != 403) {
    counters.refused_handshake.add();
  }
}

asio::awaitable<void> Edge::stream(asio::ip::tcp::socket& socket, Continues kind, Request request,
                                   std::string early) {
  const SessionContext context{.hub = hub_,
                               .site = site_,
                               .service = service_,
                               .clock = clock_,
                               .table = server_.table(),
                               .counters = server_.counters(),
                               .read_buffer = *read_buffer_};
  if (kind == Continues::as_websocket) {
    WsSession session(socket, context);
    co_await session.run(std::move(request), std::move(early));
  } else {
    SseSession session(socket, context);
    co_await session.run(std::move(request));
  }
}

void Edge::sweep(Instant now) {
  hub_.beat(now);
  auto& counters = server_.counters();
  const auto& from = hub_.counters();
  counters.batches.set(from.batches);
  counters.frames.set(from.frames);
  counters.delivered.set(from.delivered);
  counters.conflated.set(from.conflated);
  counters.merged.set(from.merged);
  counters.heartbeats.set(from.heartbeats);
  counters.groups.set(hub_.groups());
}

}  // namespace tickerd::http
