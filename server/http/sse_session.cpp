#include "http/sse_session.hpp"

#include <memory>
#include <netinet/tcp.h>
#include <random>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>

#include "http/query.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {
namespace {

namespace wire = stream::wire;
using std::chrono::milliseconds;

stream::FramePtr hello_event(const SessionContext& context) {
  const auto hello = wire::hello(context.hub.board().position(), context.site->heartbeat,
                                 context.site->server, context.site->credits);
  return stream::sse_event("hello", {}, hello);
}

/// `hello`, and when to reconnect after a lost connection: each client at its own time, so that not
/// all come at once.
stream::FramePtr first_event(const SessionContext& context) {
  static thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<int> delay(1000, 5000);
  return std::make_shared<const std::string>(fmt::format("retry: {}\n", delay(random)) +
                                             *hello_event(context));
}

}  // namespace

SseSession::SseSession(Channel channel, Seat seat, const SessionContext& context)
    : Session(std::move(channel), std::move(seat), context.counters.event_streams, context),
      greeting_(context.greeting) {}

void SseSession::bound_silence() {
  // Nothing is asked of this side's peer, so only unacknowledged heartbeats show that it is gone.
  const auto unacknowledged = static_cast<unsigned>((3 * context().site->heartbeat).count());
  ::setsockopt(socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged,
               sizeof unacknowledged);
}

void SseSession::greet_again() {
  if (writer().busy()) return;  // at the next sweep
  greeting_ = context().greeting;
  bound_silence();
  writer().push(hello_event(context()));
}

void SseSession::greet(const Handover& handover) {
  bound_silence();
  auto query = parse_rates_query(handover.request, reader(), stream::Transport::sse);
  if (!query) return finish();  // the router has looked at it before
  leave_out_unknown(*query, context());
  writer().push(first_event(context()));
  say_failed(query->failed);
  if (state() == State::open) subscribe(std::move(query->options), query->since);
}

void SseSession::say_failed(std::span<const wire::FailedPair> failed) {
  if (failed.empty()) return;
  const auto text = wire::error({}, code_of(failed), describe(failed), false, std::nullopt);
  writer().push(stream::sse_event("problem", {}, text));
}

/// Goes on with what the subscriber may still have after a reload.
void SseSession::review() {
  const auto failed = take_away();
  if (failed.empty() || state() != State::open) return;
  say_failed(failed);
  const auto& options = subscription().options();
  if (options.pairs.empty() && !options.all_pairs) finish();
}

void SseSession::sweep(Instant now) {
  const bool stalled = is_stalled(now);
  if (stalled && state() != State::cut) context().counters.slow_closed.add();
  if (stalled || is_overdue(now)) return cut();
  if (state() == State::open && !is_admitted()) return say_goodbye();
  if (state() == State::open && greeting_ != context().greeting) greet_again();
  review();
  if (subscription()) subscription().beat(now);
}

/// Its token is good no more. Who comes again with it is answered 401, and stays away.
void SseSession::say_goodbye() {
  context().counters.expired_tokens.add();
  writer().push(stream::sse_event("bye", {}, wire::bye("token_expired", milliseconds(0))));
  finish();
}

void SseSession::leave(milliseconds reconnect) {
  if (state() != State::open) return;
  const auto retry =
      std::make_shared<const std::string>(fmt::format("retry: {}\n\n", reconnect.count()));
  writer().push(retry);
  writer().push(stream::sse_event("bye", {}, wire::bye("restart", reconnect)));
  finish();
}

}  // namespace tickerd::http
