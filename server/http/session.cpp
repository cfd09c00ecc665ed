#include "http/session.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace tickerd::http {
namespace {

using std::chrono::steady_clock;

/// How many times a peer that sends much is read from before others have their turn.
constexpr int reads_in_a_row = 16;

}  // namespace

Session::Session(Channel channel, Seat seat, Counter& kind, const SessionContext& context)
    : channel_(std::move(channel)),
      context_(context),
      seat_(std::move(seat)),
      kind_(kind),
      writer_(channel_, *this, context.counters.bytes_out, context.ring),
      place_(context.table, *this),
      admitted_by_(context.rules),
      subscribed_by_(context.rules) {}

void Session::start(const Handover& handover) {
  grant_ = handover.grant;
  // The head, the hello and the snapshot in one segment.
  writer_.cork();
  writer_.push(std::make_shared<const stream::Frame>(handover.head));
  greet(handover);
  writer_.uncork();
  if (!handover.early.empty()) take(handover.early);
  if (channel_.has_unread() && !paused_) on_readable();
  go_on();
}

/// Waits for the peer, or ends. The last thing that any callback does.
void Session::go_on() {
  if (state_ == State::cut) {
    if (!reading_ && !paused_ && !writer_.waiting()) context_.sessions.end(*this);
    return;
  }
  if (reading_ || paused_) return;
  reading_ = true;
  channel_.socket().async_wait(Socket::wait_read, [this](const boost::system::error_code& error) {
    reading_ = false;
    error ? cut() : on_readable();
    go_on();
  });
}

void Session::on_readable() {
  const auto& buffer = context_.read_buffer;
  for (int turn = 0; turn < reads_in_a_row && state_ != State::cut && !paused_; ++turn) {
    const auto got = channel_.read(buffer);
    writer_.on_read();
    if (got.error == EAGAIN) return;
    if (got.error != 0 || got.size == 0) return cut();
    if (state_ == State::cut) return;
    take({buffer.data(), got.size});
  }
}

void Session::resume(std::string_view rest) {
  paused_ = false;
  if (!rest.empty()) take(rest);
  go_on();
}

void Session::subscribe(stream::Options options, const std::optional<rates::Position>& since) {
  subscription_ = context_.hub.subscribe(*this, std::move(options), since);
}

bool Session::is_admitted() {
  const bool reloaded = std::exchange(admitted_by_, context_.rules) != context_.rules;
  if (!grant_) return true;
  const auto now = context_.clock.now();
  if (reloaded) {
    grant_ = context_.site->bearers.renewed(grant_, now);
    return grant_ != nullptr;
  }
  return !grant_->until || now < *grant_->until;
}

std::vector<stream::wire::FailedPair> Session::take_away() {
  std::vector<stream::wire::FailedPair> failed;
  if (std::exchange(subscribed_by_, context_.rules) == context_.rules || !subscription_) {
    return failed;
  }
  const auto own = reader();
  auto options = subscription_.options();
  if (options.all_pairs) options.entitlement = own.entitlement();
  std::erase_if(options.pairs, [&](const rates::CurrencyPair& pair) {
    const bool forbidden = !own.may_read(pair);
    if (forbidden) failed.push_back({pair.text(), std::string(forbidden_pair)});
    return forbidden;
  });
  if (options == subscription_.options()) return failed;
  // Of another epoch than any: a whole snapshot, which does not have what is gone.
  context_.hub.resubscribe(subscription_, std::move(options), rates::Position{});
  return failed;
}

bool Session::deliver(const stream::FramePtr& frame) {
  if (state_ != State::open || writer_.busy()) return false;
  return writer_.push(frame);
}

void Session::on_drained() {
  if (state_ == State::finishing) {
    channel_.end();
  } else {
    drained();
  }
}

bool Session::is_stalled(Instant now) const {
  return writer_.busy() &&
         now - writer_.stalled_since() >= context_.site->limits.slow_client_timeout;
}

bool Session::is_overdue(Instant now) const {
  return state_ != State::open && now - closing_since_ >= context_.site->limits.close_time;
}

void Session::said_close() {
  if (state_ != State::open) return;
  subscription_ = {};
  state_ = State::said_close;
  closing_since_ = steady_clock::now();
}

void Session::finish() {
  if (state_ == State::cut || state_ == State::finishing) return;
  if (state_ == State::open) closing_since_ = steady_clock::now();
  subscription_ = {};
  state_ = State::finishing;
  if (writer_.is_empty()) on_drained();
}

void Session::cut() {
  if (std::exchange(state_, State::cut) == State::cut) return;
  subscription_ = {};
  channel_.close();
}

Sessions::~Sessions() {
  if (size_ > 0) std::abort();  // a callback would go on with a dangling reference
}

void Sessions::start(std::unique_ptr<Session> session, const Handover& handover) {
  ++size_;
  session.release()->start(handover);  // end() takes it back
}

void Sessions::end(Session& session) noexcept {
  --size_;
  const std::unique_ptr<Session> ended(&session);
}

}  // namespace tickerd::http
