#pragma once

#include <atomic>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/config.hpp"
#include "app/edge_thread.hpp"
#include "app/engine.hpp"
#include "app/health.hpp"
#include "app/history_reads.hpp"
#include "app/reload.hpp"
#include "app/supervisor.hpp"
#include "http/operations.hpp"
#include "http/server.hpp"
#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "rates/rate_log.hpp"
#include "store/history.hpp"
#include "stream/board.hpp"

namespace tickerd::app {

/// The ports a node listens on.
struct Ports {
  std::uint16_t listen = 0;
  std::uint16_t operations = 0;
};

/// One running tickerd: the engine on this thread, an edge on each of its own, the operations
/// listener beside the engine. From construction to the end of run().
class Node final : private http::OperationsSource {
 public:
  /// What a node keeps its rates in; all of it outlives the node.
  struct Stores {
    rates::RateLog& rate_log;
    store::History* history = nullptr;  ///< null when none is kept
  };
  /// Binds every listener; clock, log and supervisor outlive the node. Fails with what
  /// http::Listener::open says.
  static rates::Result<std::unique_ptr<Node>> open(const Config& config, Stores stores,
                                                   const rates::Recovered& recovered,
                                                   const rates::Clock& clock, rates::Log& log,
                                                   const Supervisor& supervisor,
                                                   ReloadNeeds reloading);
  ~Node() override;

  Ports ports() const noexcept;
  /// Serves until SIGTERM or SIGINT, then drains; a second one cuts all that is left, and ends the
  /// process when even that hangs. SIGHUP loads the configuration again: all of it is taken, or
  /// nothing changes.
  void run();

 private:
  Node(const Config& config, Stores stores, const rates::Recovered& recovered,
       const rates::Clock& clock, rates::Log& log, const Supervisor& supervisor,
       ReloadNeeds reloading);
  rates::Result<void> listen();
  rates::Result<void> listen_edges();

  void publish(const rates::BatchPtr& batch, std::optional<http::Instant> heard_at);
  void tell_state();
  net::asio::awaitable<void> keep_telling();
  net::asio::awaitable<void> keep_saying_alive(std::chrono::milliseconds interval);
  net::asio::awaitable<void> serve_until_signal();
  net::asio::awaitable<void> drain();
  net::asio::awaitable<void> edges_closed();
  net::asio::awaitable<void> cut_on_second_signal();
  net::asio::awaitable<void> reload_ended();
  [[noreturn]] void stop_by_force();
  net::asio::awaitable<void> reload_on_hangup();
  net::asio::awaitable<void> reload();
  /// Goes on with another configuration.
  net::asio::awaitable<void> adopt(Reload reload);
  void refuse(const ConfigFailure& failure);
  Condition condition() const;

  bool ready() const override { return ready_.load() && !draining_.load(); }
  bool draining() const override { return draining_.load(); }
  net::asio::awaitable<http::HealthReport> health() override;
  net::asio::awaitable<std::string> metrics() override;
  net::asio::awaitable<http::Response> explain(http::Request request) override;
  net::asio::awaitable<rates::Result<std::string>> release(rates::CurrencyPair pair) override;
  template <class Answer, class Question>
  net::asio::awaitable<Answer> ask_engine(Question question);

  Config config_;
  ReloadNeeds reloading_;
  ReloadHistory reloads_;
  const rates::Clock& clock_;
  rates::Log& log_;
  const Supervisor& supervisor_;
  http::SitePtr site_;
  rates::Timestamp started_at_;
  http::ServerStatePtr told_;  // null: nothing yet
  std::atomic<bool> ready_{false};
  std::atomic<bool> draining_{false};
  http::Admission admission_;
  http::Admission operations_admission_;
  stream::Board board_;
  net::asio::io_context io_{1};
  net::asio::thread_pool disk_{1};
  net::asio::thread_pool lookups_{2};
  net::asio::thread_pool loading_{1};  // a slow file must not hold up the rates
  net::asio::signal_set hangups_{io_, SIGHUP};
  net::asio::signal_set ends_{io_, SIGTERM, SIGINT};
  store::History* history_;
  HistoryReads history_reads_;
  net::TaskGroup main_;
  net::TaskGroup engine_task_;
  net::TaskGroup watch_;
  net::TaskGroup reload_task_;
  Engine engine_;
  std::vector<std::unique_ptr<EdgeThread>> edges_;
  http::Operations operations_handler_{*this};
  std::unique_ptr<http::Server> operations_;
};

}  // namespace tickerd::app
