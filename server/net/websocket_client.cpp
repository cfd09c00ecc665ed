#include "net/websocket_client.hpp"

#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include "net/user_agent.hpp"
#include "net/websocket_layer.hpp"
#include "net/with_timeout.hpp"

namespace tickerd::net {
namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;
using Stream = websocket::stream<WebSocketLayer>;

constexpr auto longest_goodbye = std::chrono::seconds(1);
/// A peer needs a few in a minute.
constexpr int most_control_frames_a_second = 100;
/// A buffer that one long message made larger is given back after it.
constexpr std::size_t kept_buffer_bytes = 64 * 1024;

/// Text of a peer for an error: printable ASCII, cut short only after `clean` has seen it whole.
std::string shown(std::string_view text, const WebSocketRequest::Clean& clean) {
  return clean ? rates::in_quotes(clean(text)) : rates::in_quotes(text);
}

Error declined(const websocket::response_type& answer, const WebSocketRequest::Clean& clean) {
  const unsigned status = answer.result_int();
  if (status >= 300 && status <= 399 && answer.count(http::field::location) > 0) {
    return {Errc::refused, fmt::format("expected status 101, got a redirect ({})", status)};
  }
  const auto type = answer[http::field::content_type];
  return {Errc::http_status, fmt::format("expected status 101, got {} with {}", status,
                                         type.empty() ? "no content type" : shown(type, clean))};
}

/// After one operation on a stream has failed, Beast ends every other one as if it were cancelled:
/// only the coroutine that waits knows whether it really was.
Error aborted(const asio::cancellation_state& cancellation) {
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    return {Errc::cancelled, "cancelled"};
  }
  return {Errc::unreachable, "the connection was lost"};
}

Error goodbye_of(const websocket::close_reason& goodbye, const WebSocketRequest::Clean& clean) {
  const auto code = goodbye.code == websocket::close_code::none
                        ? std::string("out a code")
                        : fmt::format(" code {}", goodbye.code);
  const auto reason = goodbye.reason.empty()
                          ? ""
                          : " and " + shown({goodbye.reason.data(), goodbye.reason.size()}, clean);
  return {Errc::unreachable, fmt::format("expected a message, got a close with{}{}", code, reason)};
}

/// What a failed read or write means that was neither cancelled nor ended by a goodbye.
Error failure(const error_code& ec, std::size_t most) {
  if (ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow) {
    return {Errc::too_large, fmt::format("expected a message of at most {} bytes, got more", most)};
  }
  if (ec.category() == error_code(websocket::error::bad_opcode).category()) {
    return {Errc::bad_document,
            fmt::format("expected a WebSocket frame, got \"{}\"", ec.message())};
  }
  return {Errc::unreachable, fmt::format("expected a message, got \"{}\"", ec.message())};
}

}  // namespace

struct WebSocket::State {
  State(Connection connection, const WebSocketRequest& request, std::string host);

  /// Notes that the peer is alive; drops one that floods.
  void hear_control_frame();
  std::unexpected<Error> failed(Error error) const {
    if (error.code != Errc::cancelled)
      error.detail = fmt::format("{}: {}", authority, error.detail);
    return std::unexpected(std::move(error));
  }
  std::unexpected<Error> failed(const error_code& ec,
                                const asio::cancellation_state& cancellation) const {
    if (flooded) {
      return failed(Error{Errc::refused, fmt::format("expected at most {} control frames a second",
                                                     most_control_frames_a_second)});
    }
    if (ec == asio::error::operation_aborted) return failed(aborted(cancellation));
    if (ec == websocket::error::closed) return failed(goodbye_of(stream.reason(), clean));
    return failed(failure(ec, max_message_bytes));
  }
  asio::awaitable<Result<void>> upgrade(std::string target);
  asio::awaitable<Result<void>> write(std::string text);
  asio::awaitable<Result<void>> ping();
  asio::awaitable<Result<void>> say_goodbye();

  Stream stream;
  boost::beast::flat_buffer buffer;
  std::string authority;
  std::size_t max_message_bytes;
  std::chrono::milliseconds silence;
  WebSocketRequest::Clean clean;
  Steady::time_point heard = Steady::now();
  Steady::time_point second = heard;  ///< in which control frames are counted
  int control_frames = 0;
  bool flooded = false;
  std::optional<Error> over;  ///< why there is nothing more to read: the stream must not be asked
};

WebSocket::State::State(Connection connection, const WebSocketRequest& request, std::string host)
    : stream(WebSocketLayer(std::move(connection))),
      authority(std::move(host)),
      max_message_bytes(request.max_message_bytes),
      silence(request.silence),
      clean(request.clean) {
  stream.read_message_max(max_message_bytes);
  stream.text(true);
  const auto name_us = [](websocket::request_type& message) {
    message.set(http::field::user_agent, user_agent);
  };
  stream.set_option(websocket::stream_base::decorator(name_us));
  stream.control_callback([this](websocket::frame_type, const auto&) { hear_control_frame(); });
}

void WebSocket::State::hear_control_frame() {
  heard = Steady::now();
  if (heard - second >= std::chrono::seconds(1)) {
    second = heard;
    control_frames = 0;
  }
  if (++control_frames <= most_control_frames_a_second) return;
  flooded = true;
  stream.next_layer().close();  // the read under way fails
}

asio::awaitable<Result<void>> WebSocket::State::upgrade(std::string target) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  websocket::response_type answer;
  const auto [ec] = co_await stream.async_handshake(answer, authority, target, use_tuple);
  if (!ec) {
    heard = Steady::now();
    co_return Result<void>{};
  }
  if (ec == websocket::error::upgrade_declined) co_return std::unexpected(declined(answer, clean));
  if (ec == asio::error::operation_aborted) co_return std::unexpected(aborted(cancellation));
  const bool is_answer = ec.category() == error_code(http::error::bad_version).category() ||
                         ec.category() == error_code(websocket::error::bad_opcode).category();
  co_return fail(is_answer ? Errc::bad_document : Errc::unreachable,
                 fmt::format("expected a WebSocket upgrade, got \"{}\"", ec.message()));
}

asio::awaitable<Result<void>> WebSocket::State::write(std::string text) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const auto [ec, size] = co_await stream.async_write(asio::buffer(text), use_tuple);
  if (ec) co_return failed(ec, cancellation);
  co_return Result<void>{};
}

asio::awaitable<Result<void>> WebSocket::State::ping() {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const websocket::ping_data nothing;
  const auto [ec] = co_await stream.async_ping(nothing, use_tuple);
  if (ec) co_return failed(ec, cancellation);
  co_return Result<void>{};
}

asio::awaitable<Result<void>> WebSocket::State::say_goodbye() {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const websocket::close_reason reason(websocket::close_code::normal);
  const auto [ec] = co_await stream.async_close(reason, use_tuple);
  if (ec) co_return failed(ec, cancellation);
  co_return Result<void>{};
}

WebSocket::WebSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
WebSocket::WebSocket(WebSocket&& other) noexcept = default;
WebSocket& WebSocket::operator=(WebSocket&& other) noexcept = default;
WebSocket::~WebSocket() = default;

asio::awaitable<Result<WebSocket>> WebSocket::open(HttpClient& http, WebSocketRequest request) {
  auto url = Url::parse_web_socket(request.url);
  if (!url) co_return std::unexpected(url.error());
  const auto until = Steady::now() + request.timeout;
  Progress progress;
  const auto named = [&](Error error) {
    if (error.code == Errc::timeout) {
      error.detail = fmt::format("expected a WebSocket upgrade within {}, got {}",
                                 in_words(request.timeout), so_far(progress));
    }
    error.detail = fmt::format("{}: {}", url->authority(), error.detail);
    return std::unexpected(std::move(error));
  };
  auto dialled =
      co_await with_timeout(http.connect(*url, request.allow_private, progress), request.timeout);
  if (!dialled) co_return named(std::move(dialled.error()));

  progress.stage = Progress::Stage::answer;
  auto state = std::make_unique<State>(*std::move(dialled), request, url->authority());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
  auto upgraded = co_await with_timeout(state->upgrade(url->target()), left);
  if (!upgraded) co_return named(std::move(upgraded.error()));
  co_return WebSocket(std::move(state));
}

asio::awaitable<Result<void>> WebSocket::send(std::string text) {
  auto sent = co_await with_timeout(state_->write(std::move(text)), state_->silence);
  if (sent || sent.error().code != Errc::timeout) co_return sent;
  co_return state_->failed(Error{Errc::timeout, fmt::format("expected to send within {}, got stuck",
                                                            in_words(state_->silence))});
}

asio::awaitable<Result<std::string_view>> WebSocket::read() {
  auto& state = *state_;
  if (state.over) co_return std::unexpected(*state.over);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  state.buffer.consume(state.buffer.size());
  if (state.buffer.capacity() > kept_buffer_bytes) state.buffer.shrink_to_fit();
  const auto [ec, size] = co_await state.stream.async_read(state.buffer, use_tuple);
  if (ec) {
    auto failed = state.failed(ec, cancellation);
    state.over = failed.error();
    co_return failed;
  }
  state.heard = Steady::now();
  const auto bytes = state.buffer.cdata();
  co_return std::string_view(static_cast<const char*>(bytes.data()), bytes.size());
}

asio::awaitable<Result<void>> WebSocket::watch(std::string keep_alive) {
  auto& state = *state_;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  auto asked_after = Steady::time_point::min();
  for (;;) {
    const auto now = Steady::now();
    const auto dead = state.heard + state.silence;
    const bool is_asked = asked_after == state.heard;
    const auto next = is_asked ? dead : state.heard + state.silence / 2;
    if (now >= dead) {
      co_return state.failed(
          Error{Errc::timeout,
                fmt::format("expected a message within {}, got silence", in_words(state.silence))});
    }
    if (now >= next) {
      asked_after = state.heard;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(dead - now);
      auto question = keep_alive.empty() ? state.ping() : state.write(keep_alive);
      auto sent = co_await with_timeout(std::move(question), left);
      if (!sent && sent.error().code != Errc::timeout) co_return sent;
      continue;
    }
    timer.expires_at(next);
    const auto [ec] = co_await timer.async_wait(use_tuple);
    if (ec) co_return fail(Errc::cancelled, "cancelled");
  }
}

asio::awaitable<void> WebSocket::close() {
  const auto done = co_await with_timeout(state_->say_goodbye(), longest_goodbye);
  (void)done;  // it is over either way
}

std::chrono::steady_clock::time_point WebSocket::heard() const noexcept { return state_->heard; }

}  // namespace tickerd::net
