#include "http/sse_session.hpp"

#include <cerrno>
#include <memory>
#include <netinet/tcp.h>
#include <random>
#include <sys/socket.h>

#include <fmt/format.h>

#include "stream/wire.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
namespace wire = stream::wire;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// `hello`, and when to reconnect after a lost connection: each client at its own time, so that not
/// all come at once.
stream::FramePtr first_event(const SessionContext& context) {
  static thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<int> delay(1000, 5000);
  const auto hello = wire::hello(context.hub.board().position(), context.site.heartbeat,
                                 context.site.server, context.site.credits);
  return std::make_shared<const std::string>(fmt::format("retry: {}\n", delay(random)) +
                                             *stream::sse_event("hello", {}, hello));
}

}  // namespace

SseSession::SseSession(tcp::socket& socket, SessionContext context)
    : socket_(socket), context_(context), writer_(socket, *this, context.counters.bytes_out) {}

asio::awaitable<void> SseSession::run(Request request) {
  // A cancelled wait says so by its error code: the writer has to be waited for before we go.
  co_await asio::this_coro::throw_if_cancelled(false);
  const ConnectionTable::Place place(context_.table, *this);
  const Counted open(context_.counters.event_streams);
  greet(request);
  request = Request();
  while (!cut_) {
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, net::use_tuple);
    if (error || !discard()) break;
  }
  subscription_ = {};
  cut();
  co_await writer_.finished();
}

void SseSession::greet(const Request& request) {
  // Nothing is asked of this side's peer, so only unacknowledged heartbeats show that it is gone.
  const auto unacknowledged = static_cast<unsigned>((3 * context_.site.heartbeat).count());
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged,
               sizeof unacknowledged);
  auto query = parse_rates_query(request, context_.site, stream::Transport::sse);
  if (!query) return finish();  // the router has looked at it before
  auto& failed = query->failed;
  std::erase_if(query->options.pairs, [&](const rates::CurrencyPair& pair) {
    const bool unknown = !is_known(context_, pair);
    if (unknown) failed.push_back({pair.text(), "unknown_pair"});
    return unknown;
  });
  writer_.push(first_event(context_));
  if (!failed.empty()) {
    const auto text = wire::error({}, "unknown_pair", describe(failed), false, std::nullopt);
    writer_.push(stream::sse_event("problem", {}, text));
  }
  subscription_ = context_.hub.subscribe(*this, std::move(query->options), query->since);
}

/// False at the end of the peer's stream.
bool SseSession::discard() {
  const auto& buffer = context_.read_buffer;
  if (cut_) return false;
  const auto size = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

bool SseSession::deliver(const stream::FramePtr& frame) {
  if (cut_ || ending_ || writer_.busy()) return false;
  return writer_.push(frame);
}

void SseSession::on_drained() {
  if (ending_) {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  } else if (subscription_) {
    subscription_.drained();
  }
}

void SseSession::sweep(Instant now) {
  const auto& limits = context_.site.limits;
  if (writer_.busy() && now - writer_.stalled_since() >= limits.slow_client_timeout) {
    if (!cut_) context_.counters.slow_closed.add();
    cut();
  } else if (ending_ && now >= ends_by_) {
    cut();
  }
}

void SseSession::leave(milliseconds reconnect) {
  if (ending_ || cut_) return;
  const auto retry =
      std::make_shared<const std::string>(fmt::format("retry: {}\n\n", reconnect.count()));
  writer_.push(retry);
  writer_.push(stream::sse_event("bye", {}, wire::bye("restart", reconnect)));
  finish();
}

void SseSession::finish() {
  if (ending_ || cut_) return;
  subscription_ = {};
  ending_ = true;
  ends_by_ = steady_clock::now() + context_.site.limits.close_time;
  if (!writer_.busy()) on_drained();
}

void SseSession::cut() {
  cut_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace tickerd::http
