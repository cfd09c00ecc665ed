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
  made->edge_ =
      std::make_unique<http::Edge>(made->io_.get_executor(), *std::move(listener), board,
                                   needs.site, service, needs.clock, needs.admission, needs.log);
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

void EdgeThread::publish(rates::BatchPtr batch, std::optional<http::Instant> heard_at) {
  asio::post(io_, [this, batch = std::move(batch), heard_at] { edge_->publish(batch, heard_at); });
}

void EdgeThread::tell(http::ServerStatePtr state) {
  asio::post(io_, [this, state = std::move(state)] { edge_->tell(state); });
}

void EdgeThread::adopt(http::SitePtr site, std::vector<rates::CurrencyPair> gone) {
  asio::post(io_, [this, site = std::move(site), gone = std::move(gone)]() mutable {
    edge_->adopt(std::move(site), gone);
  });
}

void EdgeThread::call(std::function<void()> answer) { asio::post(io_, std::move(answer)); }

void EdgeThread::close(std::chrono::milliseconds spread, std::chrono::milliseconds grace) {
  asio::post(io_, [this, spread, grace] { tasks_->spawn(say_goodbye(spread, grace)); });
}

asio::awaitable<void> EdgeThread::say_goodbye(std::chrono::milliseconds spread,
                                              std::chrono::milliseconds grace) {
  co_await edge_->close(spread, grace);
}

template <class Answer, class Question>
asio::awaitable<Answer> EdgeThread::ask(Question question) {
  // Two posts, not a coroutine on the engine: a cancellation must not cross threads.
  auto initiate = [this](auto handler, Question asked) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    // The edge's loop must not run dry while the answer is on its way.
    auto work = asio::make_work_guard(io_);
    auto put = [this, shared, work, asked = std::move(asked)] {
      auto done = [this, shared, work](Answer answer) {
        auto resume = [shared, answer = std::move(answer)]() mutable {
          std::move (*shared)(std::move(answer));
        };
        asio::post(io_, std::move(resume));
      };
      asked(needs_.engine, std::move(done));
    };
    asio::post(needs_.engine_executor, std::move(put));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      std::move(initiate), asio::use_awaitable, std::move(question));
}

asio::awaitable<std::vector<http::TrackedPair>> EdgeThread::track(
    std::vector<rates::CurrencyPair> pairs) {
  using Tracked = std::vector<Engine::Tracked>;
  auto question = [pairs = std::move(pairs)](Engine& engine, std::function<void(Tracked)> done) {
    engine.track(pairs, std::move(done));
  };
  const auto tracked = co_await ask<Tracked>(std::move(question));
  co_return answers_of(tracked);
}

asio::awaitable<http::PushResult> EdgeThread::push(std::string feed, std::string body,
                                                   std::string content_type) {
  auto question = [feed = std::move(feed), body = std::move(body), type = std::move(content_type)](
                      Engine& engine, std::function<void(http::PushResult)> done) {
    engine.push(feed, body, type, std::move(done));
  };
  co_return co_await ask<http::PushResult>(std::move(question));
}

asio::awaitable<std::optional<http::ExplainedRate>> EdgeThread::explain(rates::CurrencyPair pair) {
  using Explained = std::optional<http::ExplainedRate>;
  auto question = [pair](Engine& engine, std::function<void(Explained)> done) {
    engine.explain(pair, std::move(done));
  };
  co_return co_await ask<Explained>(std::move(question));
}

asio::awaitable<rates::Result<rates::HistoryPage>> EdgeThread::history(rates::HistoryQuery query) {
  return needs_.history.read(std::move(query));
}

asio::awaitable<rates::Result<rates::HistoryExtent>> EdgeThread::history_extent(
    rates::CurrencyPair pair, rates::Timestamp from, rates::Timestamp until) {
  return needs_.history.extent(pair, from, until);
}

asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> EdgeThread::last_bars(
    std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
    std::size_t count) {
  return needs_.history.last(std::move(pairs), interval, until, count);
}

}  // namespace tickerd::app
