#include "feeds/streamed_feed.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/stream_request.hpp"
#include "feeds/text.hpp"
#include "feeds/url_template.hpp"
#include "net/with_timeout.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;
using Ended = rates::Result<void>;
using std::chrono::milliseconds;

/// A few bad frames in a quiet hour are no reason to connect again.
constexpr std::uint64_t enough_bad_frames = 10;

/// Runs all three until one ends, then cancels the others, and says how that one ended.
net::asio::awaitable<Ended> first_of(net::asio::awaitable<Ended> a, net::asio::awaitable<Ended> b,
                                     net::asio::awaitable<Ended> c) {
  namespace asio = net::asio;
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const auto executor = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(executor, net::with_default(std::move(a)), asio::deferred),
      asio::co_spawn(executor, net::with_default(std::move(b)), asio::deferred),
      asio::co_spawn(executor, net::with_default(std::move(c)), asio::deferred));
  auto [order, thrown_a, ended_a, thrown_b, ended_b, thrown_c, ended_c] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    co_return fail(Errc::cancelled, "cancelled");
  }
  // One that was cancelled between two waits may throw at the second; that is no failure.
  const auto& thrown = order[0] == 0 ? thrown_a : order[0] == 1 ? thrown_b : thrown_c;
  if (thrown) std::rethrow_exception(thrown);
  if (order[0] == 0) co_return *std::move(ended_a);
  if (order[0] == 1) co_return *std::move(ended_b);
  co_return *std::move(ended_c);
}

}  // namespace

StreamedFeed::StreamedFeed(std::string name, StreamedSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      decoder_(spec_.preset, spec_.pairs),
      conflation_(spec_.preset, spec_.pairs),
      book_(name_, context_.log),
      pace_(context_.random_seed) {}

net::asio::awaitable<void> StreamedFeed::run() {
  const auto cancellation = co_await net::asio::this_coro::cancellation_state;
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  for (;;) {
    Session session{.subscription =
                        Subscription(spec_.pairs, spec_.preset.stream->accepted.has_value())};
    book_.attempted(context_.clock.now());
    auto ended = co_await stream(session);
    // Not by its code: an end for any other reason must be followed by a new connection.
    if (cancellation.cancelled() != net::asio::cancellation_type::none) co_return;
    hand_on();
    auto& error = ended.error();
    error.detail = without_key(error.detail, spec_.key);
    book_.failed(error);
    say_silent(true);

    auto streamed = milliseconds(0);
    if (session.streaming_since) {
      streamed = std::chrono::floor<milliseconds>(Steady::now() - *session.streaming_since);
    }
    const auto pause = pace_.after(streamed);
    book_.connection("waiting", context_.clock.now());
    book_.next_at(context_.clock.now() + pause);
    timer.expires_after(pause);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early
  }
}

/// One connection, from the look-up of its host to its end, which is a failure in any case.
net::asio::awaitable<Ended> StreamedFeed::stream(Session& session) {
  book_.connection("connecting", context_.clock.now());
  const auto& preset = spec_.preset;
  auto url = fill_stream_url(preset.url, *preset.stream, spec_.pairs, spec_.key);
  if (!url) co_return std::unexpected(std::move(url.error()));
  net::WebSocketRequest request;
  request.url = *std::move(url);
  request.timeout = preset.timeout;
  request.silence = preset.stream->silence;
  request.allow_private = spec_.allow_private;
  if (!spec_.key.empty()) {
    request.clean = [this](std::string_view said) { return without_key(said, spec_.key); };
  }
  auto socket = co_await net::WebSocket::open(context_.http, std::move(request));
  if (!socket) co_return std::unexpected(std::move(socket.error()));

  book_.connection("subscribing", context_.clock.now());
  auto subscribed = co_await subscribe(*socket);
  if (!subscribed) co_return subscribed;
  session.subscribed_at = Steady::now();
  auto ended = co_await first_of(read_frames(*socket, session),
                                 socket->watch(preset.stream->keep_alive), publish(session));
  // A peer that is there is told that we leave.
  const bool is_ours = !ended && ended.error().code == Errc::bad_document;
  if (is_ours) co_await socket->close();
  co_return ended;
}

net::asio::awaitable<Ended> StreamedFeed::subscribe(net::WebSocket& socket) {
  auto messages = subscribe_messages(*spec_.preset.stream, spec_.pairs, spec_.key);
  for (auto& message : messages) {
    auto sent = co_await socket.send(std::move(message));
    if (!sent) co_return sent;
  }
  co_return Ended{};
}

net::asio::awaitable<Ended> StreamedFeed::read_frames(net::WebSocket& socket, Session& session) {
  for (;;) {
    const auto text = co_await socket.read();
    if (!text) co_return std::unexpected(text.error());
    auto taken = take(*text, session);
    if (!taken) co_return taken;
    // Here, between two reads, the peer can still be told: a goodbye cannot follow a cancelled one.
    auto readable = check_readable(session, spec_.preset.stream->silence);
    if (!readable) co_return readable;
  }
}

net::asio::awaitable<Ended> StreamedFeed::publish(Session& session) {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  const auto interval = std::max(spec_.publish_interval, milliseconds(1));
  for (;;) {
    timer.expires_after(interval);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return fail(Errc::cancelled, "cancelled");
    auto good = look_after(session);
    if (!good) co_return good;
  }
}

Ended StreamedFeed::take(std::string_view text, Session& session) {
  const auto now = context_.clock.now();
  session.heard = true;
  ++book_.counts().frames;
  book_.received(text.size());
  std::string keyless;
  if (!spec_.key.empty()) {
    keyless = without_key(text, spec_.key);  // sources repeat what they were asked
    text = keyless;
  }
  if (context_.on_answer) {
    context_.on_answer({name_, now, spec_.preset.url, 0, {}, std::string(text)});
  }
  const auto frame = decoder_.decode(text, now);
  if (!frame) {
    ++book_.counts().bad_frames;
    ++session.bad_in_a_row;
    if (!session.bad_since) session.bad_since = Steady::now();
    note(session, {"frame", frame.error().detail});
    return {};
  }
  switch ((*frame)->kind) {
    case Frame::Kind::quotes:
      take_quotes(text, **frame, session);
      return {};
    case Frame::Kind::accepted:
      if (session.subscription.accept((*frame)->pairs)) session.has_new_problem = true;
      return {};
    case Frame::Kind::refused:
      session.subscription.refuse((*frame)->pairs, (*frame)->message);
      session.has_new_problem = true;
      return session.subscription.check();
    case Frame::Kind::other:
      break;
  }
  return {};
}

void StreamedFeed::take_quotes(std::string_view text, const Frame& frame, Session& session) {
  auto& counts = book_.counts();
  counts.ticks += frame.ticks.size();
  counts.unasked += frame.unasked;
  for (const auto& problem : frame.problems) note(session, problem);
  if (frame.ticks.empty()) {
    if (frame.problems.empty()) return;
    ++session.bad_in_a_row;
    if (!session.bad_since) session.bad_since = Steady::now();
    return;
  }
  session.bad_since.reset();
  session.bad_in_a_row = 0;
  for (const auto& tick : frame.ticks) session.subscription.quoted(tick.pair);
  conflation_.take(decoder_, frame, text, context_.clock.now());
}

void StreamedFeed::note(Session& session, RowProblem problem) {
  if (session.problems.add(std::move(problem))) session.has_new_problem = true;
}

Ended StreamedFeed::look_after(Session& session) {
  const auto now = context_.clock.now();
  const auto steady = Steady::now();
  const auto& preset = spec_.preset;
  if (!session.streaming_since && session.subscription.stands()) {
    session.streaming_since = steady;
    session.has_new_problem = true;  // those of the connection before are over
    book_.connection("streaming", now);
  }
  if (session.streaming_since && std::exchange(session.has_new_problem, false)) {
    auto problems = session.subscription.refusals();
    const auto& unreadable = session.problems.list();
    problems.insert(problems.end(), unreadable.begin(), unreadable.end());
    book_.stream_problems(problems);
  }
  if (!session.streaming_since && steady - session.subscribed_at > preset.timeout) {
    return fail(Errc::timeout, fmt::format("expected {} pairs to be confirmed within {}, got {}",
                                           spec_.pairs.size(), rates::to_text(preset.timeout),
                                           session.subscription.answered()));
  }
  // No frame came to end it at, only signs of life.
  if (auto good = check_readable(session, 2 * preset.stream->silence); !good) return good;
  if (session.streaming_since && std::exchange(session.heard, false)) book_.streams(now);
  hand_on();
  return {};
}

Ended StreamedFeed::check_readable(const Session& session, milliseconds limit) const {
  if (!session.bad_since || session.bad_in_a_row < enough_bad_frames ||
      Steady::now() - *session.bad_since <= limit) {
    return {};
  }
  const auto& first = session.problems.list().front();
  return fail(Errc::bad_document,
              fmt::format("expected quotes, got {} frames without a readable one in {}; {}: {}",
                          session.bad_in_a_row, rates::to_text(limit), first.where, first.what));
}

void StreamedFeed::hand_on() {
  if (conflation_.empty()) return;
  auto quotes = conflation_.hand_over();
  book_.counts().handed_on += quotes.size();
  context_.on_update({name_, std::move(quotes)});
  // The new values are there before the old ones count as alive again.
  say_silent(false);
}

void StreamedFeed::say_silent(bool silent) {
  if (std::exchange(silent_, silent) == silent || !context_.on_silence) return;
  context_.on_silence(silent);
}

}  // namespace tickerd::feeds
