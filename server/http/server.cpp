#include "http/server.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "rates/log_text.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long accepting rests when the process is out of files or memory.
constexpr auto accept_pause = milliseconds(100);
/// How many connections are told at once that there are too many; more are just closed.
constexpr std::size_t refusals_at_once = 64;

asio::awaitable<bool> pause(milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  const auto [error] = co_await timer.async_wait(net::use_tuple);
  co_return !error;
}

}  // namespace

Server::Server(const Executor& executor, Listener listener, RequestHandler& handler,
               const Limits& limits, Admission& admission, rates::Log& log)
    : listener_(std::move(listener)),
      handler_(handler),
      limits_(std::make_shared<const Limits>(limits)),
      admission_(admission),
      log_(log),
      acceptors_(executor),
      connections_(executor),
      refusals_(executor),
      sweeper_(executor) {}

void Server::start() {
  acceptors_.spawn(accept());
  sweeper_.spawn(sweep());
}

void Server::adopt(const Limits& limits) { limits_ = std::make_shared<const Limits>(limits); }

asio::awaitable<void> Server::accept() {
  bool failing = false;
  Tcp::endpoint peer;
  for (;;) {
    auto [error, socket] = co_await listener_.acceptor().async_accept(peer, net::use_tuple);
    if (error == asio::error::operation_aborted) co_return;
    if (error == asio::error::connection_aborted) continue;
    if (error) {
      counters_.accept_failures.add();
      if (!std::exchange(failing, true)) {
        log_.warning("accept_failed", fmt::format("detail={}", rates::log_value(error.message())));
      }
      const bool go_on = co_await pause(accept_pause);
      if (!go_on) co_return;
      continue;
    }
    failing = false;
    admit(std::move(socket), peer);
    accept_waiting();
  }
}

/// The next ones in the queue, without a turn of the loop for each.
void Server::accept_waiting() {
  constexpr int most = 16;
  Tcp::endpoint peer;
  for (int count = 0; count < most; ++count) {
    boost::system::error_code error;
    auto socket = listener_.acceptor().accept(peer, error);
    if (error) return;  // nobody waits, or the loop will meet what it is
    admit(std::move(socket), peer);
  }
}

void Server::admit(Socket socket, const Tcp::endpoint& peer) {
  counters_.accepted.add();
  if (limits_->send_buffer_bytes > 0) {
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::send_buffer_size(limits_->send_buffer_bytes), ignored);
  }
  auto place = find_place(peer);
  if (!place) return refuse(std::move(socket), peer, place.error());
  Seat seat{.here = Counted(counters_.connections),
            .everywhere = Counted(admission_.open()),
            .by_address = *std::move(place)};
  connections_.spawn(serve_connection(std::move(socket), std::move(seat), context(peer)));
}

std::expected<AddressPlace, Refusal> Server::find_place(const Tcp::endpoint& peer) {
  if (admission_.open().value() >= limits_->connections) return std::unexpected(Refusal::full);
  return admission_.enter(peer.address(), *limits_, steady_clock::now());
}

void Server::refuse(Socket socket, const Tcp::endpoint& peer, Refusal refusal) {
  counters_.count_refusal(refusal);
  if (refusals_.size() < refusals_at_once) {
    refusals_.spawn(refuse_connection(std::move(socket), context(peer), refusal_answer(refusal)));
  } else {
    counters_.unanswered.add();
  }
}

ConnectionContext Server::context(const Tcp::endpoint& peer) {
  return {.handler = handler_,
          .table = table_,
          .counters = counters_,
          .limits = limits_,
          .tls = tls_,
          .admission = admission_,
          .peer = peer.address()};
}

asio::awaitable<void> Server::sweep() {
  for (;;) {
    const bool go_on = co_await pause(limits_->sweep_interval / ConnectionTable::turns);
    if (!go_on) co_return;
    const auto now = steady_clock::now();
    table_.sweep(now);
    if (on_sweep_) on_sweep_(now);
  }
}

asio::awaitable<void> Server::leave_over(milliseconds spread) {
  constexpr auto step = milliseconds(20);
  const auto end = steady_clock::now() + spread;
  for (auto left = table_.leave_next(0); left > 0 && !cut_;) {
    const auto time_left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    const auto steps = std::max<std::int64_t>(time_left / step, 1);
    const auto share =
        (left + static_cast<std::size_t>(steps) - 1) / static_cast<std::size_t>(steps);
    left = table_.leave_next(share);
    const bool go_on = co_await pause(step);
    if (!go_on) co_return;
  }
}

asio::awaitable<void> Server::close(milliseconds spread, milliseconds grace) {
  constexpr auto step = milliseconds(10);
  if (std::exchange(closing_, true)) {
    cut_ = true;
    co_return;
  }
  boost::system::error_code ignored;
  acceptors_.cancel();
  listener_.acceptor().close(ignored);
  co_await acceptors_.join();
  table_.leave_at_once();
  co_await leave_over(spread);
  const auto end = steady_clock::now() + grace;
  // Those who are told that there is no place stand in the table too: they are not waited for.
  const auto is_served = [this] { return connections_.size() + table_.size() > refusals_.size(); };
  while (is_served() && !cut_ && steady_clock::now() < end) {
    const bool go_on = co_await pause(step);
    if (!go_on) break;
  }
  connections_.cancel();
  refusals_.cancel();
  sweeper_.cancel();
  co_await connections_.join();
  // A session ends in a callback of its closed socket, or when the engine has answered it; a
  // conversation may have handed its socket over just now.
  while (table_.size() > 0) {
    table_.cut();
    const bool go_on = co_await pause(step);
    if (!go_on) break;
  }
  co_await refusals_.join();
  co_await sweeper_.join();
}

}  // namespace tickerd::http
