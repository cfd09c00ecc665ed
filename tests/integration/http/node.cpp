#include "integration/http/node.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "http/edge.hpp"
#include "integration/http/tls_client.hpp"
#include "net/sha256.hpp"
#include "unit/http/sample_history.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http::test {
namespace {

namespace asio = net::asio;

class CrossService final : public SampleHistory {
 public:
  asio::awaitable<std::vector<TrackedPair>> track(std::vector<rates::CurrencyPair> pairs) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    std::vector<TrackedPair> tracked;
    for (const auto& one : pairs) {
      const bool known = one == pair("KZT/KGS");
      if (known) publish(one, "0.1714");
      tracked.push_back({.pair = one, .code = known ? "" : "unknown_pair"});
    }
    co_return tracked;
  }
  /// Takes "good", publishes it as KGS/USD, and says what it was given; refuses all else.
  asio::awaitable<PushResult> push(std::string feed, std::string body, std::string type) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    if (body != "good") co_return rates::fail(rates::Errc::bad_value, feed + ": row 1: not good");
    publish(pair("KGS/USD"), "0.0117");
    PushedBatch batch{.taken = 1, .problems = {}};
    batch.problems.push_back({.where = feed, .what = type});
    co_return batch;
  }
  asio::awaitable<std::optional<ExplainedRate>> explain(rates::CurrencyPair wanted) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    ExplainedRate explained{.explanation = {.rate = rate(wanted.text(), "0.1714", "0.17"),
                                            .legs = {},
                                            .held = {},
                                            .others = {}},
                            .next_polls = {}};
    co_return explained;
  }
  bool ready() const override { return true; }
  bool draining() const override { return leaving; }

  std::function<void(rates::CurrencyPair, std::string)> publish;
  std::atomic<bool> leaving{false};
};

}  // namespace

Site quick_site() {
  auto site = sample_site();
  site.pairs = {rule("KGS/USD"), rule("TJS/USD")};
  site.heartbeat = std::chrono::seconds(5);
  site.limits.sweep_interval = std::chrono::milliseconds(20);
  if (over_tls()) site.tls = test_tls();
  site.pushed_feeds = {"desk"};
  site.bearers = access::Bearers({{.name = "desk",
                                   .sha256 = net::sha256_hex("correct horse battery"),
                                   .scopes = {.pushes = {"desk"}},
                                   .until = std::nullopt}},
                                 {});
  return site;
}

struct Node::State {
  explicit State(Site all) : site(std::make_shared<const Site>(std::move(all))) {
    const std::vector<rates::SequencedRate> rates = {
        {.rate = rate("KGS/USD", "0.0114351", "0.0114"), .seq = 40},
        {.rate = rate("TJS/USD", "0.107095", "0.10701"), .seq = 42}};
    service.publish = [this](const rates::CurrencyPair& name, const std::string& value) {
      take(batch(name.text(), value));
    };
    auto listener = Listener::open(io.get_executor(), ListenOptions{}).value();
    edge.emplace(io.get_executor(), std::move(listener),
                 stream::Board({.epoch = "e1", .seq = 42}, rates), site, service, clock, admission,
                 log);
    thread = std::jthread([this] { io.run(); });
  }

  rates::BatchPtr batch(std::string_view name, std::string_view value) {
    rates::Batch next{.epoch = "e1", .seq = ++seq, .published_at = clock.now(), .rates = {}};
    next.rates.push_back(rate(name, value, "0.0114"));
    return std::make_shared<const rates::Batch>(std::move(next));
  }
  void take(const rates::BatchPtr& next) { edge->publish(next); }

  asio::awaitable<void> close(std::chrono::milliseconds spread, std::chrono::milliseconds grace) {
    co_await edge->close(spread, grace);
  }

  SitePtr site;
  rates::SystemClock clock;
  rates::NullLog log;
  CrossService service;
  Admission admission;
  std::uint64_t seq = 42;
  asio::io_context io{1};
  std::optional<Edge> edge;
  bool closed = false;
  std::jthread thread;
};

Node::Node(Site site) : state_(std::make_unique<State>(std::move(site))) {}

Node::Node(const Kept& history) : Node() {
  state_->service.keep_days(history.days);
  if (history.failing_after >= 0) state_->service.fail_after(history.failing_after);
}

Node::~Node() {
  if (!state_->closed) close({}, std::chrono::milliseconds(0));
}

std::uint16_t Node::port() const noexcept { return state_->edge->port(); }
const Counters& Node::counters() const noexcept { return state_->edge->counters(); }

std::uint64_t Node::publish(std::string_view name, std::string_view value) {
  std::promise<std::uint64_t> done;
  asio::post(state_->io, [&] {
    const auto next = state_->batch(name, value);
    state_->take(next);
    done.set_value(next->seq);
  });
  return done.get_future().get();
}

void Node::tell(ServerState state) {
  std::promise<void> done;
  asio::post(state_->io, [&] {
    state_->edge->tell(std::make_shared<const ServerState>(std::move(state)));
    done.set_value();
  });
  done.get_future().wait();
}

void Node::adopt(Site site) {
  std::promise<void> done;
  asio::post(state_->io, [&] {
    state_->edge->adopt(std::make_shared<const Site>(std::move(site)), {});
    done.set_value();
  });
  done.get_future().wait();
}

void Node::drain() { state_->service.leaving = true; }

void Node::close(std::chrono::milliseconds spread, std::chrono::milliseconds grace) {
  state_->closed = true;
  drain();
  std::promise<void> done;
  asio::co_spawn(state_->io, state_->close(spread, grace),
                 [&done](const std::exception_ptr& thrown) {
                   if (thrown) std::terminate();
                   done.set_value();
                 });
  if (done.get_future().wait_for(std::chrono::seconds(20)) != std::future_status::ready) {
    throw std::runtime_error("the edge did not close in time");
  }
  state_->thread.join();
}

bool wait_until(bool (*holds)(const Counters&), const Counters& counters) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < until) {
    if (holds(counters)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return holds(counters);
}

}  // namespace tickerd::http::test
