#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "http/send_ring.hpp"
#include "http/server.hpp"
#include "http/server_state.hpp"
#include "http/service.hpp"
#include "http/session.hpp"
#include "stream/hub.hpp"

namespace tickerd::http {

/// One edge: a listener, its connections and the hub that feeds them, on one thread.
class Edge final : private RequestHandler {
 public:
  /// `board` is what is known at the start. Starts accepting at once; nothing happens before the
  /// executor runs. All references outlive the edge. Everything but counters() and port() is called
  /// on the executor's thread; the edge is destroyed after close() has returned.
  Edge(const Executor& executor, Listener listener, stream::Board board, SitePtr site,
       Service& service, const rates::Clock& clock, Admission& admission, rates::Log& log);

  /// Takes a batch in at once, and from the loop's next turn on to everyone whom it concerns.
  /// Batches that come until then go out together. `heard_at` is when a source said what is in it.
  void publish(const rates::BatchPtr& batch, std::optional<Instant> heard_at = std::nullopt);

  /// What /v1/status says from now on.
  void tell(ServerStatePtr state) noexcept { state_ = std::move(state); }

  /// Goes on with another site after a reload, and drops the rates of `gone`. Requests and streams
  /// that begin from now on see it. Streams stay: who has `*` is due the whole board when the list
  /// is another one, as is everybody who named a pair that is gone.
  void adopt(SitePtr site, std::span<const rates::CurrencyPair> gone);

  /// Whether something is still on its way to subscribers.
  bool delivering() const noexcept { return delivering_; }

  /// As Server::close(): streams get `bye` with their own delay and close code 1012.
  net::asio::awaitable<void> close(std::chrono::milliseconds spread,
                                   std::chrono::milliseconds grace);

  const stream::Board& board() const noexcept { return hub_.board(); }
  std::uint16_t port() const noexcept { return server_.port(); }
  /// Read from any thread.
  const Counters& counters() const noexcept { return server_.counters(); }

 private:
  net::asio::awaitable<Response> answer(Request request) override;
  net::asio::awaitable<Response> answer_reader(Request request, SitePtr site,
                                               access::GrantPtr grant);
  void stream(Channel channel, Seat seat, const Handover& handover) override;
  bool draining() const override { return service_.draining(); }
  net::asio::awaitable<Response> push(Request request);
  void open_ring();
  void deliver_soon();
  void deliver();
  bool deliver_slice();
  void note_times(bool more);
  void copy_counters();
  void deliver_to_all();
  void count(const Response& response, std::string_view path);

  Executor executor_;
  SitePtr site_;  // hold a copy across a wait
  Service& service_;
  const rates::Clock& clock_;
  rates::Log& log_;
  stream::Hub hub_;
  Server server_;
  std::unique_ptr<SendRing> ring_;                            // null: frames are sent one by one
  std::unique_ptr<std::array<char, 64 * 1024>> read_buffer_;  // shared by all sessions
  Sessions sessions_;
  net::TaskGroup session_tasks_;
  SessionContext session_context_;
  ServerStatePtr state_;           // null: nothing was told yet
  net::asio::steady_timer pause_;  // until the next round may begin
  Instant next_round_{};           // begins no earlier
  bool delivering_ = false;
  /// A batch between its source and the last subscriber.
  struct Underway {
    Instant heard_at;
    std::uint64_t round;             // the hub's, when it was taken in
    std::uint64_t delivered_before;  // frames, by then
    bool begun = false;
  };
  std::vector<Underway> underway_;
};

}  // namespace tickerd::http
