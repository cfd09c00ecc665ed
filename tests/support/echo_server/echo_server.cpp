#include "support/echo_server/echo_server.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "http/handshake.hpp"
#include "http/server.hpp"
#include "http/service.hpp"
#include "support/echo_server/echo_session.hpp"

namespace tickerd::test {
namespace {

namespace asio = net::asio;

/// Nobody asks it: an echo has no rates.
class NoService final : public http::Service {
 public:
  asio::awaitable<std::vector<http::TrackedPair>> track(std::vector<rates::CurrencyPair>) override {
    co_return std::vector<http::TrackedPair>();
  }
  asio::awaitable<http::PushResult> push(std::string, std::string, std::string) override {
    co_return none();
  }
  asio::awaitable<std::optional<http::ExplainedRate>> explain(rates::CurrencyPair) override {
    co_return std::nullopt;
  }
  asio::awaitable<rates::Result<rates::HistoryPage>> history(rates::HistoryQuery) override {
    co_return none();
  }
  asio::awaitable<rates::Result<rates::HistoryExtent>> history_extent(rates::CurrencyPair,
                                                                      rates::Timestamp,
                                                                      rates::Timestamp) override {
    co_return none();
  }
  asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> last_bars(
      std::vector<rates::CurrencyPair>, rates::Interval, rates::Timestamp, std::size_t) override {
    co_return none();
  }
  bool ready() const override { return true; }
  bool draining() const override { return false; }

 private:
  static std::unexpected<rates::Error> none() {
    return rates::fail(rates::Errc::not_found, "an echo has none");
  }
};

http::Site echo_site() {
  http::Site site{.server = "echo",
                  .edition = {},
                  .limits = {},
                  .origins = http::OriginRules::parse({"*"}).value(),
                  .files = http::StaticFiles(std::span<const http::StaticFile>()),
                  .pairs = {},
                  .sources = {}};
  site.limits.sweep_interval = std::chrono::milliseconds(100);
  return site;
}

http::Listener listen_on(asio::io_context& io, std::uint16_t port) {
  auto listener = http::Listener::open(io.get_executor(), {.port = port});
  if (!listener) throw std::runtime_error(listener.error().detail);
  return *std::move(listener);
}

}  // namespace

struct EchoServer::State final : private http::RequestHandler {
  explicit State(std::uint16_t port)
      : server(io.get_executor(), listen_on(io, port), *this, site->limits, admission, log) {
    server.start();
    thread = std::thread([this] { io.run(); });
  }

  asio::awaitable<http::Response> answer(http::Request request) override {
    co_return http::answer_handshake(request, true);
  }
  void stream(http::Channel channel, http::Seat seat, const http::Handover& handover) override {
    sessions.start(std::make_unique<EchoSession>(std::move(channel), std::move(seat), context),
                   handover);
  }
  bool draining() const override { return false; }

  asio::awaitable<void> close() {
    co_await server.close(std::chrono::milliseconds(0), std::chrono::milliseconds(100));
    co_await tasks.join();
  }

  asio::io_context io{1};
  http::SitePtr site = std::make_shared<const http::Site>(echo_site());
  rates::SystemClock clock;
  rates::NullLog log;
  NoService service;
  http::Admission admission;
  stream::Hub hub{stream::Board({.epoch = "echo", .seq = 0}, {}), std::chrono::seconds(15), clock};
  http::Sessions sessions;
  net::TaskGroup tasks{io.get_executor()};
  std::array<char, 64 * 1024> read_buffer{};
  http::Server server;
  http::SessionContext context{.hub = hub,
                               .site = site,
                               .service = service,
                               .clock = clock,
                               .table = server.table(),
                               .counters = server.counters(),
                               .sessions = sessions,
                               .tasks = tasks,
                               .ring = nullptr,
                               .read_buffer = read_buffer};
  std::thread thread;
};

EchoServer::EchoServer(std::uint16_t port) : state_(std::make_unique<State>(port)) {}

EchoServer::~EchoServer() {
  asio::co_spawn(state_->io, state_->close(), asio::detached);
  state_->thread.join();
}

std::uint16_t EchoServer::port() const noexcept { return state_->server.port(); }

}  // namespace tickerd::test
