#include "app/node.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/public_state.hpp"
#include "app/site.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

/// After the drain time, for those who have not left yet.
constexpr auto drain_grace = std::chrono::seconds(5);
/// For a configuration that is being loaded when the server is to end.
constexpr auto load_grace = std::chrono::seconds(2);
/// After the second signal, for all that can still be ended in good form.
constexpr auto cut_grace = std::chrono::milliseconds(400);
/// How often the edges are told how the sources are doing, when it is news.
constexpr auto state_interval = std::chrono::seconds(1);

/// What a store kept of pairs that are configured, with what the desk found to it: the others come
/// back when somebody asks.
std::vector<rates::SequencedRate> restored_rates(const rates::Desk& desk,
                                                 const rates::Recovered& recovered) {
  std::vector<rates::SequencedRate> kept;
  for (const auto& [rate, seq] : recovered.rates) {
    if (const auto* const restored = desk.published(rate.pair)) kept.push_back({*restored, seq});
  }
  return kept;
}

int edge_count(const Config& config) {
  if (config.threads > 0) return config.threads;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

rates::Result<std::unique_ptr<Node>> Node::open(const Config& config, Stores stores,
                                                const rates::Recovered& recovered,
                                                const rates::Clock& clock, rates::Log& log,
                                                const Supervisor& supervisor,
                                                ReloadNeeds reloading) {
  std::unique_ptr<Node> node(
      new Node(config, stores, recovered, clock, log, supervisor, std::move(reloading)));
  if (auto listening = node->listen(); !listening) return std::unexpected(listening.error());
  return node;
}

Node::Node(const Config& config, Stores stores, const rates::Recovered& recovered,
           const rates::Clock& clock, rates::Log& log, const Supervisor& supervisor,
           ReloadNeeds reloading)
    : config_(config),
      reloading_(std::move(reloading)),
      clock_(clock),
      log_(log),
      supervisor_(supervisor),
      site_(std::make_shared<const http::Site>(make_site(config))),
      started_at_(clock.now()),
      history_(stores.history),
      history_reads_(history_ == nullptr ? std::filesystem::path() : history_->file()),
      main_(io_.get_executor()),
      engine_task_(io_.get_executor()),
      watch_(io_.get_executor()),
      reload_task_(io_.get_executor()),
      engine_(
          config,
          {.executor = io_.get_executor(),
           .disk = disk_,
           .lookups = lookups_,
           .rate_log = stores.rate_log,
           .clock = clock,
           .log = log,
           .publish = [this](const rates::BatchPtr& batch,
                             std::optional<http::Instant> heard_at) { publish(batch, heard_at); },
           .keep_past =
               [this](std::vector<rates::HistoryPoint> past) {
                 if (history_ != nullptr) history_->add(std::move(past));
               },
           .history = history_reads_.is_kept() ? &history_reads_ : nullptr},
          recovered) {
  board_ = stream::Board(recovered.position, restored_rates(engine_.desk(), recovered));
  reloads_.edition = site_->edition;
  ready_.store(is_ready(condition()));
}

Node::~Node() = default;

rates::Result<void> Node::listen() {
  auto listener =
      http::Listener::open(io_.get_executor(), {.address = config_.operations.address,
                                                .port = config_.operations.port,
                                                .socket = supervisor_.socket("operations")});
  if (!listener) return std::unexpected(listener.error());
  operations_ =
      std::make_unique<http::Server>(io_.get_executor(), *std::move(listener), operations_handler_,
                                     operations_limits(site_->limits), operations_admission_, log_);
  return listen_edges();
}

rates::Result<void> Node::listen_edges() {
  const EdgeNeeds needs{.site = site_,
                        .engine = engine_,
                        .engine_executor = io_.get_executor(),
                        .ready = ready_,
                        .draining = draining_,
                        .admission = admission_,
                        .history = history_reads_,
                        .clock = clock_,
                        .log = log_};
  http::ListenOptions options{.address = config_.listen.address,
                              .port = config_.listen.port,
                              .sharing = http::Sharing::first,
                              .socket = supervisor_.socket("listen")};
  for (int i = 0; i < edge_count(config_); ++i) {
    auto edge = EdgeThread::open(options, board_, needs);
    if (!edge) return std::unexpected(edge.error());
    edges_.push_back(*std::move(edge));
    options.port = edges_.front()->port();
    options.sharing = http::Sharing::joins;
  }
  return {};
}

Ports Node::ports() const noexcept {
  return {.listen = edges_.front()->port(), .operations = operations_->port()};
}

void Node::run() {
  operations_->start();
  tell_state();
  for (auto& edge : edges_) edge->start();
  main_.spawn(serve_until_signal());
  io_.run();
  disk_.join();
  history_reads_.join();
  // A name look-up cannot be cancelled; its answer is of no use any more.
  lookups_.stop();
  loading_.join();
}

asio::awaitable<void> Node::serve_until_signal() {
  engine_task_.spawn(engine_.run());
  engine_task_.spawn(keep_telling());
  reload_task_.spawn(reload_on_hangup());
  supervisor_.say_ready();
  if (const auto interval = supervisor_.watchdog()) watch_.spawn(keep_saying_alive(*interval));
  const auto [ec, signal] = co_await ends_.async_wait(net::use_tuple);
  log_.info("draining", fmt::format("signal={} limit={}", signal, rates::to_text(config_.drain)));
  draining_.store(true);
  supervisor_.say_stopping();
  reload_task_.cancel();
  watch_.spawn(cut_on_second_signal());
  co_await drain();
  co_await reload_ended();
  watch_.cancel();
  co_await watch_.join();
  log_.info("stopped");
}

asio::awaitable<void> Node::drain() {
  // Feeds first: what they said is committed and goes out before the goodbyes.
  engine_task_.cancel();
  co_await engine_task_.join();
  for (auto& edge : edges_) edge->close(config_.drain, drain_grace);
  co_await edges_closed();
  co_await operations_->close(std::chrono::milliseconds(0), std::chrono::milliseconds(200));
}

asio::awaitable<void> Node::edges_closed() {
  asio::steady_timer timer(io_);
  const auto closed = [](const auto& edge) { return edge->closed(); };
  while (!std::ranges::all_of(edges_, closed)) {
    timer.expires_after(std::chrono::milliseconds(20));
    co_await timer.async_wait(net::use_tuple);
  }
}

asio::awaitable<void> Node::cut_on_second_signal() {
  const auto [ec, signal] = co_await ends_.async_wait(net::use_tuple);
  if (ec) co_return;  // drained in time
  log_.warning("cut", fmt::format("signal={}", signal));
  for (auto& edge : edges_) edge->close(std::chrono::milliseconds(0), std::chrono::milliseconds(0));
  asio::steady_timer timer(io_, cut_grace);
  const auto [ended] = co_await timer.async_wait(net::use_tuple);
  if (ended) co_return;
  // What is still waited for may never come: a commit on a disk that hangs.
  stop_by_force();
}

asio::awaitable<void> Node::reload_ended() {
  asio::steady_timer timer(io_);
  const auto given_up = std::chrono::steady_clock::now() + load_grace;
  while (reload_task_.size() > 0) {
    // A file that is never opened to its end: a pipe without a writer, a share that is gone.
    if (std::chrono::steady_clock::now() > given_up) stop_by_force();
    timer.expires_after(std::chrono::milliseconds(20));
    co_await timer.async_wait(net::use_tuple);
  }
}

void Node::stop_by_force() {
  log_.error("stopped_by_force");
  std::_Exit(exit_failure);
}

void Node::tell_state() {
  std::uint64_t clients = 0;
  for (const auto& edge : edges_) {
    clients += edge->counters().websockets.value() + edge->counters().event_streams.value();
  }
  auto state = public_state(engine_.feed_conditions(), started_at_, clients);
  if (told_ && *told_ == state) return;
  told_ = std::make_shared<const http::ServerState>(std::move(state));
  for (auto& edge : edges_) edge->tell(told_);
}

asio::awaitable<void> Node::keep_telling() {
  asio::steady_timer timer(io_);
  for (;;) {
    timer.expires_after(state_interval);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early
    tell_state();
  }
}

asio::awaitable<void> Node::keep_saying_alive(std::chrono::milliseconds interval) {
  std::vector<Watched*> watched;
  for (const auto& edge : edges_) watched.push_back(edge.get());
  auto alive = [this] { supervisor_.say_alive(); };
  co_await watch(std::move(watched), interval, std::move(alive));
}

void Node::publish(const rates::BatchPtr& batch, std::optional<http::Instant> heard_at) {
  board_.apply(*batch);
  for (auto& edge : edges_) edge->publish(batch, heard_at);
  if (history_ != nullptr) history_->add(*batch);
  if (!ready_.load()) ready_.store(is_ready(condition()));
}

Condition Node::condition() const {
  Condition condition{.feeds = engine_.feed_conditions(),
                      .pairs = config_.pairs.size(),
                      .store_degraded = engine_.degraded(),
                      .draining = draining_.load(),
                      .contradictions = engine_.desk().contradictions(),
                      .inconsistencies = engine_.desk().inconsistencies(),
                      .reloads = reloads_};
  if (site_->tls) condition.certificate_ends = site_->tls->expires_at();
  if (history_ != nullptr) condition.history_degraded = history_->state().degraded;
  for (const auto& rule : config_.pairs) {
    const auto* entry = board_.find(rule.pair);
    if (entry == nullptr) continue;
    ++condition.pairs_rated;
    if (entry->rate->status == rates::Status::stale) ++condition.pairs_stale;
    if (entry->rate->status == rates::Status::held) {
      condition.held_pairs.push_back(rule.pair.text());
    }
  }
  return condition;
}

}  // namespace tickerd::app
