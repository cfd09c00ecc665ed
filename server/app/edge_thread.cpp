#include "app/edge_thread.hpp"

#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace tickerd::app {
namespace {

namespace asio = net::asio;

const char* code_of(Engine::Tracking outcome) {
  switch (outcome) {
    case Engine::Tracking::published:
      return "";
    case Engine::Tracking::unknown:
      return "unknown_pair";
    case Engine::Tracking::too_many:
      return "too_many";
  }
  return "unknown_pair";
}

std::vector<http::TrackedPair> answers_of(const std::vector<Engine::Tracked>& tracked) {
  std::vector<http::TrackedPair> answers;
  answers.reserve(tracked.size());
  for (const auto& one : tracked) {
    answers.push_back({one.pair, code_of(one.outcome)});
  }
  return answers;
}

}  // namespace

rates::Result<std::unique_ptr<EdgeThread>> EdgeThread::open(const http::ListenOptions& options,
                                                            const stream::Board& board,
                                                            const EdgeNeeds& needs) {
  std::unique_ptr<EdgeThread> made(new EdgeThread(needs));
  auto listener = http::Listener::open(made->io_.get_executor(), options);
  if (!listener) return std::unexpected(std::move(listener.error()));
  http::Service& service = *made;
  made->edge_ = std::make_unique<http::Edge>(made->io_.get_executor(), *std::move(listener), board,
                                             needs.site, service, needs.clock,
                                             needs.open_connections, needs.log);
  made->tasks_.emplace(made->io_.get_executor());
  return made;
}

EdgeThread::~EdgeThread() {
  if (thread_.joinable()) thread_.join();
}

void EdgeThread::start() {
  thread_ = std::thread([this] {
    io_.run();
    closed_.store(true);
  });
}

void EdgeThread::publish(rates::BatchPtr batch) {
  asio::post(io_, [this, batch = std::move(batch)] { edge_->publish(batch); });
}

void EdgeThread::close(std::chrono::milliseconds spread, std::chrono::milliseconds grace) {
  asio::post(io_, [this, spread, grace] { tasks_->spawn(say_goodbye(spread, grace)); });
}

asio::awaitable<void> EdgeThread::say_goodbye(std::chrono::milliseconds spread,
                                              std::chrono::milliseconds grace) {
  co_await edge_->close(spread, grace);
}

asio::awaitable<std::vector<http::TrackedPair>> EdgeThread::track(
    std::vector<rates::CurrencyPair> pairs) {
  using Answers = std::vector<http::TrackedPair>;
  // Two posts, not a coroutine on the engine: a cancellation must not cross threads.
  auto initiate = [this](auto handler, std::vector<rates::CurrencyPair> wanted) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    // The edge's loop must not run dry while the answer is on its way.
    auto work = asio::make_work_guard(io_);
    auto ask = [this, shared, work, wanted = std::move(wanted)] {
      auto answer = [this, shared, work](const std::vector<Engine::Tracked>& tracked) {
        auto resume = [shared, answers = answers_of(tracked)]() mutable {
          std::move (*shared)(std::move(answers));
        };
        asio::post(io_, std::move(resume));
      };
      needs_.engine.track(wanted, std::move(answer));
    };
    asio::post(needs_.engine_executor, std::move(ask));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answers)>(
      std::move(initiate), asio::use_awaitable, std::move(pairs));
}

}  // namespace tickerd::app
