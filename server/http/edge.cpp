#include "http/edge.hpp"

#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "http/history_api.hpp"
#include "http/past_rates.hpp"
#include "http/push_api.hpp"
#include "http/router.hpp"
#include "http/sse_session.hpp"
#include "http/ws_session.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
using std::chrono::steady_clock;

/// How long a fan-out may hold the loop, and after how many subscribers it looks.
constexpr auto slice = std::chrono::milliseconds(2);
constexpr std::size_t subscribers_at_once = 256;

std::vector<rates::CurrencyPair> configured_pairs(const Site& site) {
  std::vector<rates::CurrencyPair> pairs;
  for (const auto& rule : site.pairs) pairs.push_back(rule.pair);
  return pairs;
}

}  // namespace

Edge::Edge(const Executor& executor, Listener listener, stream::Board board, SitePtr site,
           Service& service, const rates::Clock& clock, Admission& admission, rates::Log& log)
    : executor_(executor),
      site_(std::move(site)),
      service_(service),
      clock_(clock),
      log_(log),
      hub_(std::move(board), site_->heartbeat, clock),
      server_(executor, std::move(listener), *this, site_->limits, admission, log),
      read_buffer_(std::make_unique<std::array<char, 64 * 1024>>()),
      session_tasks_(executor),
      session_context_{.hub = hub_,
                       .site = site_,
                       .service = service,
                       .clock = clock,
                       .table = server_.table(),
                       .counters = server_.counters(),
                       .sessions = sessions_,
                       .tasks = session_tasks_,
                       .ring = nullptr,
                       .read_buffer = *read_buffer_},
      pause_(executor) {
  hub_.set_configured(configured_pairs(*site_), site_->private_pairs);
  // A ring belongs to the thread that opens it. Nothing is accepted before this has run.
  if (site_->io_uring) asio::post(executor_, [this] { open_ring(); });
  server_.on_sweep([this](Instant) { copy_counters(); });
  server_.adopt(site_->tls);
  server_.start();
}

void Edge::open_ring() {
  ring_ = SendRing::open(server_.counters().bytes_out);
  session_context_.ring = ring_.get();
  if (!ring_) log_.info("io_uring_refused", "deliveries=send");
}

void Edge::publish(const rates::BatchPtr& batch, std::optional<Instant> heard_at) {
  if (heard_at) {
    underway_.push_back({.heard_at = *heard_at,
                         .round = hub_.rounds(),
                         .delivered_before = hub_.counters().delivered});
  }
  hub_.take_in(*batch);
  deliver_to_all();
}

void Edge::adopt(SitePtr site, std::span<const rates::CurrencyPair> gone) {
  const auto before = std::exchange(site_, std::move(site));
  if (before->heartbeat != site_->heartbeat || before->credits != site_->credits) {
    ++session_context_.greeting;
  }
  ++session_context_.rules;
  server_.adopt(site_->limits);
  server_.adopt(site_->tls);
  hub_.set_heartbeat(site_->heartbeat);
  hub_.set_configured(configured_pairs(*site_), site_->private_pairs);
  hub_.drop(gone);
  deliver_to_all();
}

void Edge::deliver_to_all() {
  if (!std::exchange(delivering_, true)) deliver_soon();
}

void Edge::deliver_soon() {
  if (hub_.between_rounds() && steady_clock::now() < next_round_) {
    pause_.expires_at(next_round_);
    pause_.async_wait([this](const boost::system::error_code& error) {
      if (!error) deliver();
    });
  } else {
    asio::post(executor_, [this] { deliver(); });
  }
}

void Edge::deliver() {
  delivering_ = deliver_slice();
  if (delivering_) deliver_soon();
}

/// To the end of a round, or for as long as others can wait for their turn. Whether there is more.
bool Edge::deliver_slice() {
  const auto now = steady_clock::now();
  if (hub_.between_rounds()) next_round_ = now + site_->publish_interval;
  bool more = true;
  do {
    const SendRing::Batch batch(ring_.get());
    more = hub_.deliver(subscribers_at_once);
  } while (!hub_.between_rounds() && steady_clock::now() < now + slice);
  note_times(more);
  return more;
}

void Edge::note_times(bool more) {
  if (underway_.empty()) return;
  const auto now = steady_clock::now();
  auto& counters = server_.counters();
  const std::uint64_t ended = hub_.rounds() - (hub_.between_rounds() ? 0 : 1);
  std::erase_if(underway_, [&](Underway& batch) {
    // Part of what is taken in during a round goes out in it, all of it by the end of the next.
    const bool is_last = !more || ended > batch.round;
    const bool reached = hub_.counters().delivered > batch.delivered_before &&
                         (is_last || hub_.rounds() > batch.round);
    if (reached && !std::exchange(batch.begun, true)) {
      counters.to_first_subscriber.add(now - batch.heard_at);
    }
    if (is_last && batch.begun) counters.to_last_subscriber.add(now - batch.heard_at);
    return is_last;
  });
}

asio::awaitable<void> Edge::close(std::chrono::milliseconds spread,
                                  std::chrono::milliseconds grace) {
  // What was published goes out before the goodbyes.
  pause_.cancel();
  for (bool more = true; more;) {
    more = deliver_slice();
    co_await asio::post(executor_, asio::use_awaitable);
  }
  delivering_ = false;
  co_await server_.close(spread, grace);
  pause_.cancel();
  co_await session_tasks_.join();
  co_await asio::post(executor_, asio::use_awaitable);  // behind a delivery that was posted
}

asio::awaitable<Response> Edge::answer(Request request) {
  const auto site = site_;
  if (is_push(request, *site)) {
    auto pushed = co_await push(std::move(request));
    count(pushed, push_path);
    co_return pushed;
  }
  const auto grant = grant_of(request, *site, clock_.now());
  Response response;
  if (grant) {
    Request asked = request;
    auto told = co_await answer_reader(std::move(asked), site, *grant);
    response = std::move(told);
    response.grant = *grant;
    mark_for_reader(response, *site, *grant);
  } else {
    response = refuse_token(grant.error());
  }
  site->origins.mark(request, response);
  count(response, request.path);
  co_return response;
}

asio::awaitable<Response> Edge::answer_reader(Request request, SitePtr site,
                                              access::GrantPtr grant) {
  const bool ready = service_.ready() && !service_.draining();
  View view{.board = hub_.board(),
            .site = *site,
            .grant = grant.get(),
            .ready = ready,
            .now = clock_.now()};
  if (auto refused = refuse_reading(request, view)) co_return *std::move(refused);
  if (is_history(request)) {
    auto told = co_await history(std::move(request), service_, *site, view.now);
    co_return told;
  }
  const auto spark_points = sparks_asked_for(request);
  if (!spark_points) co_return problem(400, "bad_query", spark_points.error().detail);
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
    sparks =
        co_await read_sparks(std::move(asked), service_, view.reader(), view.now, **spark_points);
    view.sparks = &*sparks;
  }
  if (date_asked_for(request)) {
    auto told = co_await rates_at(std::move(request), service_, view);
    co_return told;
  }
  view.state = state_.get();  // after the last wait: another one may have been told meanwhile
  co_return route(request, view);
}

asio::awaitable<Response> Edge::push(Request request) {
  const auto feed = feed_to_push(request, *site_, clock_.now());
  if (!feed) co_return feed.error();
  std::string type(request.header("content-type").value_or(""));
  const auto result = co_await service_.push(*feed, std::move(request.body), std::move(type));
  co_return push_answer(result);
}

void Edge::count(const Response& response, std::string_view path) {
  auto& counters = server_.counters();
  const bool asks_for_token = response.header("WWW-Authenticate").has_value();
  const bool is_stream = path == "/v1/stream" || path == "/v1/events";
  if (response.status == 401) {
    counters.refused_token.add();
  } else if (response.status == 403 && asks_for_token) {
    counters.refused_scope.add();
  } else if (response.status == 403 && is_stream) {
    counters.refused_origin.add();
  } else if (response.status >= 400 && path == "/v1/stream") {
    counters.refused_handshake.add();
  }
}

void Edge::stream(Channel channel, Seat seat, const Handover& handover) {
  std::unique_ptr<Session> session;
  if (handover.kind == Continues::as_websocket) {
    session = std::make_unique<WsSession>(std::move(channel), std::move(seat), session_context_);
  } else {
    session = std::make_unique<SseSession>(std::move(channel), std::move(seat), session_context_);
  }
  sessions_.start(std::move(session), handover);
}

void Edge::copy_counters() {
  auto& counters = server_.counters();
  const auto& from = hub_.counters();
  counters.batches.set(from.batches);
  counters.frames.set(from.frames);
  counters.delivered.set(from.delivered);
  counters.conflated.set(from.conflated);
  counters.merged.set(from.merged);
  counters.heartbeats.set(from.heartbeats);
  counters.groups.set(hub_.groups());
  const bool is_ring_sound = ring_ && ring_->is_sound();
  if (counters.io_uring.value() > 0 && !is_ring_sound) {
    log_.warning("io_uring_failed", "deliveries=send");
  }
  counters.io_uring.set(is_ring_sound ? 1 : 0);
}

}  // namespace tickerd::http
