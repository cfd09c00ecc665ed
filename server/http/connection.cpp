#include "http/connection.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "http/content_coding.hpp"
#include "http/proxied_client.hpp"
#include "http/request_reader.hpp"
#include "http/response_head.hpp"

namespace tickerd::http {
namespace {

namespace asio = net::asio;
using std::chrono::steady_clock;

constexpr auto never = Instant::max();
/// How long a peer may take to notice that we have ended our side.
constexpr auto linger_time = std::chrono::seconds(2);

/// The HTTP part of a connection's life.
class Conversation final : private Swept {
 public:
  Conversation(Channel& channel, ConnectionContext context)
      : channel_(channel),
        context_(std::move(context)),
        reader_(*context_.limits),
        place_(context_.table, *this),
        client_(context_.peer, context_.admission, *context_.limits),
        deadline_(steady_clock::now() + context_.limits->header_time) {}

  /// Nothing when the connection is done, else what takes it over.
  asio::awaitable<std::optional<Handover>> run();
  asio::awaitable<void> refuse(Response answer);

 private:
  enum class Next { request, ended };

  void sweep(Instant now) override;
  void leave(std::chrono::milliseconds reconnect) override;
  bool leaves_at_once() const override { return true; }
  void cut() override;

  asio::awaitable<bool> open();
  asio::awaitable<bool> shake_hands();
  asio::awaitable<void> end_with(Response answer);
  asio::awaitable<Next> read_request();
  asio::awaitable<bool> send(Response response, bool is_head, bool keep_alive);
  asio::awaitable<bool> write(std::string head, std::shared_ptr<const std::string> body);
  asio::awaitable<bool> send_pieces(std::shared_ptr<BodySource> more, bool chunked);
  asio::awaitable<void> linger();

  Channel& channel_;
  ConnectionContext context_;
  RequestReader reader_;
  ConnectionTable::Place place_;
  ProxiedClient client_;
  Instant deadline_;
  bool idle_ = false;     // between two requests
  bool reading_ = false;  // a read of the next request is pending
  bool timed_out_ = false;
  bool left_ = false;  // told to go before the next request
};

void Conversation::sweep(Instant now) {
  if (now < deadline_ || timed_out_) return;
  timed_out_ = true;
  channel_.cancel();
}

void Conversation::leave(std::chrono::milliseconds) {
  if (!reading_ || !reader_.between_requests()) return;
  left_ = true;
  channel_.cancel();
}

void Conversation::cut() { channel_.close(); }

/// All that comes before the first request. False when the connection is done.
asio::awaitable<bool> Conversation::open() {
  auto& counters = context_.counters;
  const auto heard = co_await client_.hear(channel_.socket());
  if (!heard) {
    (timed_out_ ? counters.header_timeouts : counters.refused_proxy).add();
    co_return false;
  }
  const bool agreed = co_await shake_hands();
  if (!agreed) co_return false;
  const auto refusal = client_.refusal();
  if (!refusal) co_return true;
  counters.count_refusal(*refusal);
  co_await end_with(refusal_answer(*refusal));
  co_return false;
}

/// Agrees on TLS where it is to be. False when the connection is done.
asio::awaitable<bool> Conversation::shake_hands() {
  using Handshake = Channel::Handshake;
  auto& counters = context_.counters;
  const auto outcome = co_await channel_.shake_hands();
  if (outcome == Handshake::full) counters.full_handshakes.add();
  if (outcome == Handshake::resumed) counters.resumed_handshakes.add();
  if (outcome != Handshake::failed && outcome != Handshake::plain_http) co_return true;
  (timed_out_ ? counters.header_timeouts : counters.refused_tls).add();
  if (outcome == Handshake::plain_http) {
    context_.tls.reset();
    co_await end_with(problem(400, "https_expected", "this port speaks HTTPS"));
  }
  co_return false;
}

asio::awaitable<Conversation::Next> Conversation::read_request() {
  using Progress = RequestReader::Progress;
  for (;;) {
    const auto progress = reader_.advance();
    if (progress == Progress::request) {
      deadline_ = never;
      idle_ = false;
      co_return Next::request;
    }
    if (progress == Progress::failed) {
      context_.counters.count_failure(reader_.failure().status);
      co_await end_with(reader_.failure());
      co_return Next::ended;
    }
    if (progress == Progress::expects_continue) {
      const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", nullptr);
      if (!sent) co_return Next::ended;
      deadline_ = steady_clock::now() + context_.limits->header_time;
    }
    if (idle_ && !reader_.between_requests()) {
      idle_ = false;
      deadline_ = steady_clock::now() + context_.limits->header_time;
    }
    const auto space = reader_.space();
    reading_ = true;
    const auto size = co_await channel_.read_some(space);
    reading_ = false;
    reader_.received(size);
    if (left_ && size == 0) co_return Next::ended;
    if (timed_out_ && !idle_ && !reader_.between_requests()) {
      context_.counters.header_timeouts.add();
      timed_out_ = false;
      co_await end_with(problem(408, "header_timeout", "the request took too long to come"));
      co_return Next::ended;
    }
    if (timed_out_) {
      auto& counters = context_.counters;
      (idle_ ? counters.idle_timeouts : counters.header_timeouts).add();
    }
    if (size == 0 || timed_out_) co_return Next::ended;
  }
}

asio::awaitable<std::optional<Handover>> Conversation::run() {
  const bool opened = co_await open();
  if (!opened) co_return std::nullopt;
  for (;;) {
    const auto next = co_await read_request();
    if (next == Next::ended) co_return std::nullopt;
    context_.counters.requests.add();
    auto request = reader_.take();
    auto place = client_.admit(request);
    Response response;
    if (place) {
      auto answer = co_await context_.handler.answer(request);
      response = std::move(answer);
    } else {
      context_.counters.count_refusal(place.error());
      response = refusal_answer(place.error());
    }
    const bool leaving = context_.table.leaving() || context_.handler.draining();
    const bool is_head = request.method == "HEAD";
    const bool streams = response.continues != Continues::as_body && !is_head;
    const bool keep_alive = reader_.keep_alive() && !leaving &&
                            response.continues != Continues::as_event_stream &&
                            (!response.more || request.minor_version > 0);
    response.body = choose_coding(response, request, context_.limits->gzip_from_bytes);
    const bool chunked = request.minor_version > 0;
    if (response.more && chunked) response.set("Transfer-Encoding", "chunked");
    if (streams) {
      context_.counters.count_answer(response.status);
      co_return Handover{.kind = response.continues,
                         .deflated = response.deflated,
                         .request = std::move(request),
                         .head = head_of(response, keep_alive, context_.tls.get()),
                         .early = reader_.take_rest(),
                         .grant = std::move(response.grant),
                         .place = *place ? *std::move(place) : client_.take_place()};
    }
    auto more = is_head ? nullptr : response.more;
    bool sent = co_await send(std::move(response), is_head, keep_alive);
    if (sent && more) sent = co_await send_pieces(std::move(more), chunked);
    if (!sent) co_return std::nullopt;
    if (!keep_alive) {
      co_await linger();
      co_return std::nullopt;
    }
    idle_ = reader_.between_requests();
    const auto allowed = idle_ ? context_.limits->idle_time : context_.limits->header_time;
    deadline_ = steady_clock::now() + allowed;
  }
}

asio::awaitable<void> Conversation::refuse(Response answer) {
  const auto heard = co_await client_.hear(channel_.socket());
  if (!heard) co_return;
  const bool agreed = co_await shake_hands();
  if (agreed) co_await end_with(std::move(answer));
}

/// The last answer.
asio::awaitable<void> Conversation::end_with(Response answer) {
  const bool sent = co_await send(std::move(answer), false, false);
  if (sent) co_await linger();
}

asio::awaitable<bool> Conversation::send(Response response, bool is_head, bool keep_alive) {
  context_.counters.count_answer(response.status);
  auto head = head_of(response, keep_alive, context_.tls.get());
  const bool bodiless = is_head || response.status == 304 || response.status == 204;
  auto body = bodiless ? nullptr : std::move(response.body);
  const bool sent = co_await write(std::move(head), std::move(body));
  co_return sent;
}

asio::awaitable<bool> Conversation::write(std::string head,
                                          std::shared_ptr<const std::string> body) {
  const auto before = deadline_;
  deadline_ = steady_clock::now() + context_.limits->write_time;
  const std::string_view rest = body ? std::string_view(*body) : std::string_view();
  const bool written = co_await channel_.write_all(head, rest);
  deadline_ = before;
  co_return written;
}

/// A body in chunks (RFC 9112 section 7.1); for a client of HTTP/1.0 as it is, until the connection
/// ends.
asio::awaitable<bool> Conversation::send_pieces(std::shared_ptr<BodySource> more, bool chunked) {
  for (;;) {
    const auto piece = co_await more->next();
    if (!piece) co_return false;
    auto framed = chunked ? fmt::format("{:x}\r\n{}\r\n", piece->size(), *piece) : *piece;
    const bool sent = co_await write(std::move(framed), nullptr);
    if (!sent || piece->empty()) co_return sent;
  }
}

/// Ends our side and waits for the peer's end: closing with bytes unread would make the kernel
/// reset the connection, and our answer could be lost on the way (RFC 9112 section 9.6).
asio::awaitable<void> Conversation::linger() {
  deadline_ = steady_clock::now() + linger_time;
  idle_ = false;
  channel_.end();
  std::array<char, 1024> sink{};
  for (std::size_t total = 0; total < context_.limits->body_bytes && !timed_out_;) {
    const auto size = co_await channel_.read_some(sink);
    if (size == 0) co_return;
    total += size;
  }
}

asio::awaitable<std::optional<Handover>> converse(Channel& channel, ConnectionContext context) {
  Conversation conversation(channel, context);
  auto handover = co_await conversation.run();
  co_return handover;
}

}  // namespace

void RequestHandler::stream(Channel, Seat, const Handover&) {}

asio::awaitable<void> serve_connection(Socket socket, Seat seat, ConnectionContext context) {
  Channel channel(std::move(socket), context.tls.get());
  auto handover = co_await converse(channel, context);
  if (!handover) co_return;
  if (handover->place) seat.by_address = std::move(handover->place);
  context.handler.stream(std::move(channel), std::move(seat), *handover);
}

asio::awaitable<void> refuse_connection(Socket socket, ConnectionContext context, Response answer) {
  Channel channel(std::move(socket), context.tls.get());
  Conversation conversation(channel, context);
  co_await conversation.refuse(std::move(answer));
}

}  // namespace tickerd::http
