#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "bench/fanout/common/serve.hpp"
#include "bench/fanout/common/trigger.hpp"
#include "bench/fanout/edge/no_service.hpp"
#include "bench/fanout/edge/rates.hpp"
#include "http/edge.hpp"

namespace tickerd::bench {
namespace {

namespace asio = net::asio;
using std::chrono::steady_clock;

http::Site make_site(const ServerOptions& options, const BatchMaker& batches) {
  http::Site site;
  site.server = "tickerd";
  site.limits.connections = 100'000;
  site.io_uring = options.ring;
  site.compression = options.deflate;
  site.pairs = batches.rules();
  return site;
}

/// The project's own edge on one thread, and batches that are made in place: what the fan-out costs
/// and nothing else.
class EdgeServer {
 public:
  explicit EdgeServer(const ServerOptions& options)
      : options_(options),
        batches_(options),
        site_(std::make_shared<const http::Site>(make_site(options, batches_))),
        edge_(io_.get_executor(), listen(options), board(), site_, service_, clock_, admission_,
              log_) {}

  std::uint16_t port() const { return edge_.port(); }

  void run() {
    await_trigger_once();
    io_.run();
  }

 private:
  http::Listener listen(const ServerOptions& options) {
    const http::ListenOptions where{.port = options.port};
    return http::Listener::open(io_.get_executor(), where).value();
  }
  stream::Board board() const { return {batches_.first_position(), batches_.first_rates()}; }

  void await_trigger_once() {
    if (is_triggered()) {
      due_ = steady_clock::now();
      flush();
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(20));
    timer_.async_wait([this](auto) { await_trigger_once(); });
  }

  /// Whether what was published before has gone to everybody: the next flush is not to merge with
  /// it.
  bool has_gone_out() const { return !edge_.delivering(); }

  void flush() {
    if (has_gone_out()) {
      for (const auto& batch : batches_.next(clock_.now())) edge_.publish(batch);
    }
    if (options_.saturated) {
      asio::post(io_, [this] { flush(); });
      return;
    }
    due_ += std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / options_.rate));
    timer_.expires_at(due_);
    timer_.async_wait([this](auto) { flush(); });
  }

  ServerOptions options_;
  BatchMaker batches_;
  http::SitePtr site_;
  NoService service_;
  rates::SystemClock clock_;
  rates::NullLog log_;
  http::Admission admission_;
  asio::io_context io_{1};
  asio::steady_timer timer_{io_};
  steady_clock::time_point due_;
  http::Edge edge_;
};

}  // namespace
}  // namespace tickerd::bench

int main(int count, char** arguments) {
  return tickerd::bench::serve<tickerd::bench::EdgeServer>(count, arguments);
}
