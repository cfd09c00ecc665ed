#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/engine.hpp"
#include "app/history_reads.hpp"
#include "app/watchdog.hpp"
#include "http/edge.hpp"
#include "http/service.hpp"
#include "net/asio.hpp"

namespace tickerd::app {

/// What all edges share with the engine's side. Outlives them.
struct EdgeNeeds {
  http::SitePtr site;  ///< at the start
  Engine& engine;
  net::asio::any_io_executor engine_executor;
  const std::atomic<bool>& ready;
  const std::atomic<bool>& draining;
  http::Admission& admission;
  HistoryReads& history;
  const rates::Clock& clock;
  rates::Log& log;
};

/// One edge on a thread of its own. Batches come to it, and questions go from it, as posts.
class EdgeThread final : public Watched, private http::Service {
 public:
  /// Binds at once; fails as http::Listener::open does.
  static rates::Result<std::unique_ptr<EdgeThread>> open(const http::ListenOptions& options,
                                                         const stream::Board& board,
                                                         const EdgeNeeds& needs);
  ~EdgeThread() override;

  std::uint16_t port() const noexcept { return edge_->port(); }
  const http::Counters& counters() const noexcept { return edge_->counters(); }

  void start();
  /// From any thread.
  void publish(rates::BatchPtr batch, std::optional<http::Instant> heard_at);
  /// What /v1/status says from now on. From any thread.
  void tell(http::ServerStatePtr state);
  /// Goes on with another site, without the rates of pairs that are `gone`. From any thread; not
  /// after close().
  void adopt(http::SitePtr site, std::vector<rates::CurrencyPair> gone);
  /// Says goodbye to everyone and lets the thread end. From any thread; a second call cuts at once.
  void close(std::chrono::milliseconds spread, std::chrono::milliseconds grace);
  /// From any thread, as the next.
  void call(std::function<void()> answer) override;
  bool closed() const noexcept override { return closed_.load(); }

 private:
  explicit EdgeThread(const EdgeNeeds& needs) : needs_(needs) {}

  net::asio::awaitable<std::vector<http::TrackedPair>> track(
      std::vector<rates::CurrencyPair> pairs) override;
  net::asio::awaitable<http::PushResult> push(std::string feed, std::string body,
                                              std::string content_type) override;
  net::asio::awaitable<std::optional<http::ExplainedRate>> explain(
      rates::CurrencyPair pair) override;
  net::asio::awaitable<rates::Result<rates::HistoryPage>> history(
      rates::HistoryQuery query) override;
  net::asio::awaitable<rates::Result<rates::HistoryExtent>> history_extent(
      rates::CurrencyPair pair, rates::Timestamp from, rates::Timestamp until) override;
  net::asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> last_bars(
      std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
      std::size_t count) override;
  /// Puts `question(Engine&, done)` to the engine on its thread; resumes on this one with what
  /// `done` is called with.
  template <class Answer, class Question>
  net::asio::awaitable<Answer> ask(Question question);
  bool ready() const override { return needs_.ready.load(); }
  bool draining() const override { return needs_.draining.load(); }
  net::asio::awaitable<void> say_goodbye(std::chrono::milliseconds spread,
                                         std::chrono::milliseconds grace);

  EdgeNeeds needs_;
  net::asio::io_context io_{1};
  std::optional<net::TaskGroup> tasks_;
  std::unique_ptr<http::Edge> edge_;
  std::thread thread_;
  std::atomic<bool> closed_{false};
};

}  // namespace tickerd::app
