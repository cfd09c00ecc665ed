#include "http/ws_session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "http/query.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
namespace wire = stream::wire;
using std::chrono::steady_clock;
using stream::CloseCode;
using stream::FrameReader;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

WsSession::WsSession(Channel channel, Seat seat, const SessionContext& context)
    : Session(std::move(channel), std::move(seat), context.counters.websockets, context),
      reader_(context.site->limits.message_bytes),
      commands_(context.site->limits.control_rate, context.site->limits.control_burst,
                steady_clock::now()),
      heard_(steady_clock::now()),
      next_ping_(heard_ + context.site->heartbeat),
      greeting_(context.greeting) {}

void WsSession::greet(const Handover& handover) {
  if (handover.deflated) reader_.accept_deflated();
  auto query = parse_rates_query(handover.request, reader(), stream::Transport::websocket);
  if (!query) {
    say_text(wire::error({}, "bad_query", query.error().detail, false, std::nullopt));
    close(CloseCode::bad_request, "bad query");
    return;
  }
  query->options.deflated = handover.deflated;
  leave_out_unknown(*query, context());
  const bool none = query->options.pairs.empty() && !query->options.all_pairs;
  if (!none) say_hello();
  say_failed(query->failed);
  if (none) {
    close_without_pairs(query->failed);
  } else if (state() == State::open) {
    Session::subscribe(std::move(query->options), query->since);
  }
}

void WsSession::say_failed(std::span<const wire::FailedPair> failed) {
  if (failed.empty()) return;
  say_text(wire::error({}, code_of(failed), describe(failed), false, std::nullopt));
}

/// The subscriber can have none of what it asked for.
void WsSession::close_without_pairs(std::span<const wire::FailedPair> failed) {
  const bool forbidden = code_of(failed) == forbidden_pair;
  close(forbidden ? CloseCode::forbidden : CloseCode::unknown_pairs,
        forbidden ? "forbidden pairs only" : "unknown pairs only");
}

void WsSession::say_hello() {
  say_text(wire::hello(context().hub.board().position(), context().site->heartbeat,
                       context().site->server, context().site->credits));
}

void WsSession::greet_again(Instant now) {
  heard_ = now;
  next_ping_ = now;
  if (writer().busy()) return;  // at the next sweep
  greeting_ = context().greeting;
  say_hello();
}

void WsSession::take(std::string_view bytes) {
  heard_ = steady_clock::now();
  while (state() == State::open || state() == State::said_close) {
    auto event = reader_.read(bytes);
    if (!event) return;
    const auto text = on_event(*std::move(event));
    if (text && !obey(*text, bytes)) return;
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
                   if (within_rate()) writer().push_pong(stream::pong_frame(ping.payload));
                 },
                 [](FrameReader::Pong&) {},
                 [&](FrameReader::Close& closing) {
                   if (state() == State::open) {
                     say(closing.code ? stream::close_frame(CloseCode{*closing.code}, {})
                                      : stream::empty_close_frame());
                   }
                   finish();
                 },
                 [&](FrameReader::Failure& failure) {
                   const bool is_size = failure.code == CloseCode::message_too_big;
                   auto& counters = context().counters;
                   (is_size ? counters.too_big : counters.protocol_failures).add();
                   close(failure.code, failure.reason);
                   finish();
                 },
             },
             event);
  return text;
}

bool WsSession::within_rate() {
  if (state() != State::open) return false;
  context().counters.messages_in.add();
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
  context().counters.floods.add();
  close(CloseCode::policy_violation, "too many messages");
  return false;
}

bool WsSession::obey(std::string_view text, std::string_view rest) {
  warned_ = false;
  const auto command = wire::parse_command(text);
  if (!command) {
    say_text(wire::error({}, "bad_message", command.error().detail, false, std::nullopt));
  } else if (const auto* const wanted = std::get_if<wire::Subscribe>(&*command)) {
    return subscribe(*wanted, rest);
  } else if (const auto* const left = std::get_if<wire::Unsubscribe>(&*command)) {
    unsubscribe(*left);
  } else if (const auto* const asked = std::get_if<wire::List>(&*command)) {
    list(*asked);
  } else if (const auto* const ping = std::get_if<wire::Ping>(&*command)) {
    say_text(wire::pong(ping->id, context().clock.now()));
  }
  return true;
}

bool WsSession::subscribe(const wire::Subscribe& command, std::string_view rest) {
  auto change = plan_subscribe(command, subscription().options(), context(), reader());
  if (!change.to_track.empty()) {
    pause();
    context().tasks.spawn(track(command, std::move(change), std::string(rest)));
    return false;
  }
  change_to(std::move(change), command);
  return true;
}

asio::awaitable<void> WsSession::track(wire::Subscribe command, SubscriptionChange change,
                                       std::string rest) {
  const auto tracked = co_await context().service.track(change.to_track);
  if (state() == State::open) {
    take_tracked(change, tracked, context().site->limits);
    leave_out_forbidden(change, reader());  // a reload may have come meanwhile
    change_to(std::move(change), command);
  }
  resume(rest);
}

void WsSession::change_to(SubscriptionChange change, const wire::Subscribe& command) {
  say_text(wire::answer("subscribed", command.id, change.ok, change.failed));
  if (change.ok.empty() || state() != State::open) return;
  context().hub.resubscribe(subscription(), std::move(change.options), command.since);
}

void WsSession::unsubscribe(const wire::Unsubscribe& command) {
  auto change = plan_unsubscribe(command, subscription().options(), reader());
  say_text(wire::answer("unsubscribed", command.id, change.ok, change.failed));
  if (change.ok.empty() || state() != State::open) return;
  context().hub.resubscribe(subscription(), std::move(change.options), std::nullopt);
}

void WsSession::list(const wire::List& command) {
  std::vector<std::string> ok;
  for (const auto& pair : pairs_of(subscription().options(), reader())) ok.push_back(pair.text());
  say_text(wire::answer("subscribed", command.id, ok, {}));
}

void WsSession::sweep(Instant now) {
  if (state() != State::open) {
    if (is_stalled(now) || is_overdue(now)) cut();
    return;
  }
  // A peer has two heartbeats and a little for the way.
  const auto patience = 2 * context().site->heartbeat + context().site->heartbeat / 8;
  if (is_stalled(now)) {
    close(CloseCode::too_slow, "too slow");
    // Where not even that found room, say() has counted.
    if (state() != State::cut) context().counters.slow_closed.add();
  } else if (!is_admitted()) {
    context().counters.expired_tokens.add();
    close(CloseCode::token_expired, "token expired");
  } else if (greeting_ != context().greeting) {
    greet_again(now);
  } else if (now - heard_ > patience) {
    context().counters.dead_peers.add();
    cut();
  } else {
    if (now >= next_ping_) {
      next_ping_ = now + context().site->heartbeat;
      say(stream::ping_frame({}));
    }
    review();
    if (subscription()) subscription().beat(now);
  }
}

/// Goes on with what the subscriber may still have after a reload.
void WsSession::review() {
  const auto failed = take_away();
  if (failed.empty() || state() != State::open) return;
  say_failed(failed);
  if (subscription().options().pairs.empty()) close_without_pairs(failed);
}

void WsSession::leave(std::chrono::milliseconds reconnect) {
  if (state() != State::open) return;
  say_text(wire::bye("restart", reconnect));
  close(CloseCode::service_restart, "restart");
}

void WsSession::say(const stream::FramePtr& frame) {
  if (state() == State::cut || writer().push(frame)) return;
  context().counters.slow_closed.add();
  cut();
}

void WsSession::say_text(std::string_view text) { say(stream::text_frame(text)); }

void WsSession::close(CloseCode code, std::string_view reason) {
  if (state() != State::open) return;
  say(stream::close_frame(code, reason));
  said_close();
}

}  // namespace tickerd::http
