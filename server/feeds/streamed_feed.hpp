#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/conflation.hpp"
#include "feeds/feed.hpp"
#include "feeds/frame_decoder.hpp"
#include "feeds/health_book.hpp"
#include "feeds/reconnect_pace.hpp"
#include "feeds/stream_problems.hpp"
#include "feeds/subscription.hpp"
#include "net/websocket_client.hpp"

namespace tickerd::feeds {

/// A feed that an upstream WebSocket pushes. Connects, subscribes, reads; hands on the newest quote
/// of each pair every publish interval; connects again, later each time, when the stream ends, is
/// silent for too long, or says nothing that can be read for as long.
class StreamedFeed final : public Feed {
 public:
  StreamedFeed(std::string name, StreamedSpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

 private:
  using Steady = std::chrono::steady_clock;
  /// What is known of one connection.
  struct Session {
    Subscription subscription;
    Steady::time_point subscribed_at{};
    std::optional<Steady::time_point> streaming_since{};
    /// Since when nothing but unreadable quotes came, and how many frames that was.
    std::optional<Steady::time_point> bad_since{};
    std::uint64_t bad_in_a_row = 0;
    StreamProblems problems{};
    bool has_new_problem = false;
    bool heard = false;  ///< since the last publish interval
  };

  net::asio::awaitable<rates::Result<void>> stream(Session& session);
  net::asio::awaitable<rates::Result<void>> subscribe(net::WebSocket& socket);
  net::asio::awaitable<rates::Result<void>> read_frames(net::WebSocket& socket, Session& session);
  net::asio::awaitable<rates::Result<void>> publish(Session& session);

  rates::Result<void> take(std::string_view text, Session& session);
  void take_quotes(std::string_view text, const Frame& frame, Session& session);
  void note(Session& session, RowProblem problem);
  /// Fails when for `limit` nothing but unreadable quotes came.
  rates::Result<void> check_readable(const Session& session, std::chrono::milliseconds limit) const;
  /// What is done each publish interval; fails when the connection is of no use any more.
  rates::Result<void> look_after(Session& session);
  void hand_on();
  void say_silent(bool silent);

  std::string name_;
  StreamedSpec spec_;
  FeedContext context_;
  FrameDecoder decoder_;
  Conflation conflation_;
  HealthBook book_;
  ReconnectPace pace_;
  bool silent_ = false;
};

}  // namespace tickerd::feeds
