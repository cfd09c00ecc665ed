#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "http/channel.hpp"
#include "http/connection.hpp"
#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "http/frame_writer.hpp"
#include "http/message.hpp"
#include "http/reader.hpp"
#include "http/session_context.hpp"
#include "stream/hub.hpp"

namespace tickerd::http {

/// One subscriber's connection from the answered request to the closed socket. Lives on its edge's
/// thread, in callbacks: while nothing happens it is this object and one wait. What comes from the
/// hub goes out through the FrameWriter at once.
///
/// It ends itself (Sessions::end) when its socket is closed and nothing refers to it any more.
class Session : public Swept, protected stream::Subscriber, private FrameWriter::Owner {
 public:
  /// `seat` counts it; the context outlives it.
  Session(Channel channel, Seat seat, Counter& kind, const SessionContext& context);

  /// Begins. Once.
  void start(const Handover& handover);

  bool leaves_at_once() const final { return false; }
  void cut() final;

 protected:
  enum class State : std::uint8_t {
    open,
    said_close,  ///< we sent Close, the peer has not
    finishing,   ///< nothing more to say; waiting for the peer to end the stream
    cut,
  };

  /// Says hello and subscribes.
  virtual void greet(const Handover& handover) = 0;
  /// Takes what the peer sent; what it refers to is gone after it.
  virtual void take(std::string_view bytes) = 0;
  /// All that was pushed has gone out, after a time when it could not. The last that is done.
  virtual void drained() {
    if (subscription_) subscription_.drained();
  }

  State state() const noexcept { return state_; }
  const SessionContext& context() const noexcept { return context_; }
  Socket& socket() noexcept { return channel_.socket(); }
  FrameWriter& writer() noexcept { return writer_; }
  stream::Subscription& subscription() noexcept { return subscription_; }

  /// Subscribes from now on.
  void subscribe(stream::Options options, const std::optional<rates::Position>& since);
  /// Who the subscriber is, by the token it came with.
  Reader reader() const noexcept { return Reader(*context_.site, grant_.get()); }
  /// Whether the token that the subscriber came with, if any, is still good.
  bool is_admitted();
  /// Takes away what the subscriber may no longer have after a reload. Names of pairs that it had
  /// asked for by name; it is owed a whole snapshot when anything changed.
  std::vector<stream::wire::FailedPair> take_away();
  /// Nothing is read until resume(), and the session stays.
  void pause() noexcept { paused_ = true; }
  /// Goes on with `rest` of what was read before. The session may be gone after it: call it last.
  void resume(std::string_view rest);
  /// Our Close is on its way: nothing more is delivered.
  void said_close();
  /// What is queued goes out, then our end of the stream.
  void finish();
  /// Whether the peer has taken nothing for Limits::slow_client_timeout.
  bool is_stalled(Instant now) const;
  /// Whether we are closing, and the peer has let pass Limits::close_time.
  bool is_overdue(Instant now) const;

 private:
  bool deliver(const stream::FramePtr& frame) final;
  void on_drained() final;
  void on_broken() final { cut(); }
  void on_wait_ended() final { go_on(); }
  void on_readable();
  void go_on();

  Channel channel_;
  const SessionContext& context_;
  Seat seat_;
  Counted kind_;
  FrameWriter writer_;
  stream::Subscription subscription_;
  access::GrantPtr grant_;  // null: it showed no token
  Instant closing_since_{};
  ConnectionTable::Place place_;
  std::uint32_t admitted_by_;  // which rules, and which it was subscribed by
  std::uint32_t subscribed_by_;
  State state_ = State::open;
  bool reading_ = false;  // a wait for the peer is pending
  bool paused_ = false;
};

/// Owns the sessions of one edge.
class Sessions {
 public:
  Sessions() = default;
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;
  ~Sessions();  ///< none is left: a broken invariant otherwise

  void start(std::unique_ptr<Session> session, const Handover& handover);
  std::size_t size() const noexcept { return size_; }

 private:
  friend class Session;
  void end(Session& session) noexcept;
  std::size_t size_ = 0;
};

}  // namespace tickerd::http
