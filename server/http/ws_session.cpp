#include "http/ws_session.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sys/socket.h>
#include <utility>

#include "http/ws_commands.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
namespace wire = stream::wire;
using asio::ip::tcp;
using std::chrono::steady_clock;
using stream::CloseCode;
using stream::FrameReader;

/// How many times a peer that sends much is read from before others have their turn.
constexpr int reads_in_a_row = 16;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

WsSession::WsSession(tcp::socket& socket, SessionContext context)
    : socket_(socket),
      context_(context),
      writer_(socket, *this, context.counters.bytes_out),
      reader_(context.site.limits.message_bytes),
      commands_(context.site.limits.control_rate, context.site.limits.control_burst,
                steady_clock::now()),
      heard_(steady_clock::now()),
      next_ping_(heard_ + context.site.heartbeat) {}

asio::awaitable<void> WsSession::run(Request request, std::string early) {
  // A cancelled wait says so by its error code: the writer has to be waited for before we go.
  co_await asio::this_coro::throw_if_cancelled(false);
  const ConnectionTable::Place place(context_.table, *this);
  const Counted open(context_.counters.websockets);
  greet(request);
  request = Request();
  if (!early.empty()) co_await take(early);
  early = std::string();
  while (state_ != State::cut) {
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, net::use_tuple);
    if (error) break;
    const bool more = co_await read();
    if (!more) break;
  }
  subscription_ = {};
  cut();
  co_await writer_.finished();
}

void WsSession::greet(const Request& request) {
  auto query = parse_rates_query(request, context_.site, stream::Transport::websocket);
  if (!query) {
    say_text(wire::error({}, "bad_query", query.error().detail, false, std::nullopt));
    close(CloseCode::bad_request, "bad query");
    return;
  }
  auto& pairs = query->options.pairs;
  auto& failed = query->failed;
  std::erase_if(pairs, [&](const rates::CurrencyPair& pair) {
    const bool unknown = !is_known(context_, pair);
    if (unknown) failed.push_back({pair.text(), "unknown_pair"});
    return unknown;
  });
  const bool none = pairs.empty() && !query->options.all_pairs;
  if (!none) {
    say_text(wire::hello(context_.hub.board().position(), context_.site.heartbeat,
                         context_.site.server, context_.site.credits));
  }
  if (!failed.empty()) {
    say_text(wire::error({}, "unknown_pair", describe(failed), false, std::nullopt));
  }
  if (none) {
    close(CloseCode::unknown_pairs, "unknown pairs only");
  } else if (state_ == State::open) {
    subscription_ = context_.hub.subscribe(*this, std::move(query->options), query->since);
  }
}

asio::awaitable<bool> WsSession::read() {
  const auto& buffer = context_.read_buffer;
  for (int turn = 0; turn < reads_in_a_row && state_ != State::cut; ++turn) {
    const auto size = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0) co_return false;
    if (size < 0) co_return errno == EAGAIN || errno == EINTR;
    heard_ = steady_clock::now();
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
    co_await take(bytes);
  }
  co_return true;
}

asio::awaitable<void> WsSession::take(std::string_view bytes) {
  std::string kept;  // what the shared buffer held, over a wait
  while (state_ == State::open || state_ == State::said_close) {
    auto event = reader_.read(bytes);
    if (!event) co_return;
    auto text = on_event(*std::move(event));
    if (!text) continue;
    kept = std::string(bytes);
    bytes = kept;
    co_await obey(*std::move(text));
  }
}

std::optional<std::string> WsSession::on_event(FrameReader::Event event) {
  std::optional<std::string> text;
  std::visit(Overloaded{
                 [&](FrameReader::Text& message) {
                   if (within_rate()) text = std::move(message.text);
                 },
                 [&](FrameReader::Binary&) {
                   close(CloseCode::unsupported_data, "expected text messages");
                 },
                 [&](FrameReader::Ping& ping) {
                   if (within_rate()) writer_.push_pong(stream::pong_frame(ping.payload));
                 },
                 [](FrameReader::Pong&) {},
                 [&](FrameReader::Close& closing) {
                   if (state_ == State::open) {
                     subscription_ = {};
                     say(closing.code ? stream::close_frame(CloseCode{*closing.code}, {})
                                      : stream::empty_close_frame());
                   }
                   finish();
                 },
                 [&](FrameReader::Failure& failure) {
                   context_.counters.protocol_failures.add();
                   close(failure.code, failure.reason);
                   finish();
                 },
             },
             event);
  return text;
}

bool WsSession::within_rate() {
  if (state_ != State::open) return false;
  context_.counters.messages_in.add();
  switch (commands_.take(steady_clock::now())) {
    case TokenBucket::Verdict::granted:
      return true;
    case TokenBucket::Verdict::refused: {
      if (!std::exchange(warned_, true)) {
        say_text(wire::error({}, "too_many_messages", "slow down, or the connection is closed",
                             true, commands_.wait()));
      }
      return false;
    }
    case TokenBucket::Verdict::hopeless:
      break;
  }
  context_.counters.floods.add();
  close(CloseCode::policy_violation, "too many messages");
  return false;
}

asio::awaitable<void> WsSession::obey(std::string text) {
  warned_ = false;
  auto command = wire::parse_command(text);
  if (!command) {
    say_text(wire::error({}, "bad_message", command.error().detail, false, std::nullopt));
    co_return;
  }
  if (auto* const wanted = std::get_if<wire::Subscribe>(&*command)) {
    co_await subscribe(std::move(*wanted));
  } else if (const auto* const left = std::get_if<wire::Unsubscribe>(&*command)) {
    unsubscribe(*left);
  } else if (const auto* const asked = std::get_if<wire::List>(&*command)) {
    list(*asked);
  } else if (const auto* const ping = std::get_if<wire::Ping>(&*command)) {
    say_text(wire::pong(ping->id, context_.clock.now()));
  }
}

asio::awaitable<void> WsSession::subscribe(wire::Subscribe command) {
  auto change = plan_subscribe(command, subscription_.options(), context_);
  if (!change.to_track.empty()) {
    auto tracked = co_await context_.service.track(change.to_track);
    if (state_ != State::open) co_return;
    take_tracked(change, tracked, context_.site.limits);
  }
  say_text(wire::answer("subscribed", command.id, change.ok, change.failed));
  if (change.ok.empty() || state_ != State::open) co_return;
  context_.hub.resubscribe(subscription_, std::move(change.options), command.since);
}

void WsSession::unsubscribe(const wire::Unsubscribe& command) {
  auto change = plan_unsubscribe(command, subscription_.options(), context_);
  say_text(wire::answer("unsubscribed", command.id, change.ok, change.failed));
  if (change.ok.empty() || state_ != State::open) return;
  context_.hub.resubscribe(subscription_, std::move(change.options), std::nullopt);
}

void WsSession::list(const wire::List& command) {
  std::vector<std::string> ok;
  for (const auto& pair : pairs_of(subscription_.options(), context_)) ok.push_back(pair.text());
  say_text(wire::answer("subscribed", command.id, ok, {}));
}

bool WsSession::deliver(const stream::FramePtr& frame) {
  if (state_ != State::open || writer_.busy()) return false;
  return writer_.push(frame);
}

void WsSession::on_drained() {
  if (state_ == State::finishing) {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  } else if (subscription_) {
    subscription_.drained();
  }
}

void WsSession::sweep(Instant now) {
  const auto& limits = context_.site.limits;
  const bool stalled =
      writer_.busy() && now - writer_.stalled_since() >= limits.slow_client_timeout;
  if (state_ == State::open) {
    // A peer has two heartbeats and a little for the way.
    const auto patience = 2 * context_.site.heartbeat + context_.site.heartbeat / 8;
    if (stalled) {
      context_.counters.slow_closed.add();
      close(CloseCode::too_slow, "too slow");
    } else if (now - heard_ > patience) {
      context_.counters.dead_peers.add();
      cut();
    } else if (now >= next_ping_) {
      next_ping_ = now + context_.site.heartbeat;
      say(stream::ping_frame({}));
    }
  } else if (stalled || now - closing_since_ >= limits.close_time) {
    cut();
  }
}

void WsSession::leave(std::chrono::milliseconds reconnect) {
  if (state_ != State::open) return;
  say_text(wire::bye("restart", reconnect));
  close(CloseCode::service_restart, "restart");
}

void WsSession::say(stream::FramePtr frame) {
  if (state_ == State::cut || writer_.push(std::move(frame))) return;
  context_.counters.slow_closed.add();
  cut();
}

void WsSession::say_text(const std::string& text) { say(stream::text_frame(text)); }

void WsSession::close(CloseCode code, std::string_view reason) {
  if (state_ != State::open) return;
  subscription_ = {};
  say(stream::close_frame(code, reason));
  if (state_ == State::cut) return;
  state_ = State::said_close;
  closing_since_ = steady_clock::now();
}

void WsSession::finish() {
  if (state_ == State::cut || state_ == State::finishing) return;
  if (state_ == State::open) closing_since_ = steady_clock::now();
  state_ = State::finishing;
  if (!writer_.busy()) on_drained();
}

void WsSession::cut() {
  state_ = State::cut;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace tickerd::http
