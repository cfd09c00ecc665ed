#include "net/dial.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "net/address_rules.hpp"
#include "net/with_timeout.hpp"

namespace tickerd::net {
namespace {

using Tcp = asio::ip::tcp;

constexpr auto longest_look_up = std::chrono::seconds(5);
/// For each address but the last, so that one dead address does not use up the whole time.
constexpr auto longest_connect = std::chrono::seconds(2);

/// The addresses that may be used, or Errc::refused when there are none.
Result<Addresses> usable(const Addresses& found, bool allow_private) {
  if (allow_private) return found;
  Addresses result;
  for (const auto& address : found) {
    if (inside_kind(address).empty()) result.push_back(address);
  }
  if (result.empty()) {
    return fail(Errc::refused,
                fmt::format("expected a public address, got {} ({}); allow_private permits it",
                            found.front().to_string(), inside_kind(found.front())));
  }
  return result;
}

asio::awaitable<Result<Addresses>> addresses_of(Resolver& resolver, Url url, bool allow_private) {
  if (url.literal()) co_return Addresses(1, *url.literal());
  auto found = co_await resolver.resolve(url.host(), longest_look_up);
  if (!found && found.error().code == Errc::timeout) found.error().code = Errc::unreachable;
  if (!found) co_return found;
  co_return usable(*found, allow_private);
}

asio::awaitable<Result<Tcp::socket>> connect(Tcp::endpoint endpoint) {
  Tcp::socket socket(co_await asio::this_coro::executor);
  const auto [ec] = co_await socket.async_connect(endpoint, use_tuple);
  if (ec == asio::error::operation_aborted) co_return fail(Errc::cancelled, "cancelled");
  if (ec) {
    co_return fail(Errc::unreachable, fmt::format("expected a connection, got \"{}\" from {}",
                                                  ec.message(), endpoint.address().to_string()));
  }
  boost::system::error_code ignored;  // without it the exchange is slower, not wrong
  socket.set_option(Tcp::no_delay(true), ignored);
  co_return std::move(socket);
}

/// `connect` within `longest_connect`; a later address may still answer.
asio::awaitable<Result<Tcp::socket>> connect_soon(Tcp::endpoint endpoint) {
  auto connected = co_await with_timeout(connect(endpoint), longest_connect);
  if (!connected && connected.error().code == Errc::timeout) {
    co_return fail(Errc::unreachable,
                   fmt::format("expected a connection within {}, got none from {}",
                               in_words(longest_connect), endpoint.address().to_string()));
  }
  co_return connected;
}

asio::awaitable<Result<Tcp::socket>> connect_any(Addresses addresses, std::uint16_t port) {
  for (std::size_t at = 0;; ++at) {
    const Tcp::endpoint endpoint(addresses[at], port);
    if (at + 1 == addresses.size()) co_return co_await connect(endpoint);
    auto connected = co_await connect_soon(endpoint);
    if (connected || connected.error().code == Errc::cancelled) co_return connected;
  }
}

asio::awaitable<Result<Connection>> shake_hands(Tcp::socket socket, asio::ssl::context& tls,
                                                Url url) {
  TlsStream stream(std::move(socket), tls);
  if (const auto expected = expect_host(stream, url); !expected) {
    co_return std::unexpected(expected.error());
  }
  const auto [ec] = co_await stream.async_handshake(TlsStream::client, use_tuple);
  if (ec == asio::error::operation_aborted) co_return fail(Errc::cancelled, "cancelled");
  if (ec) co_return fail(Errc::unreachable, handshake_failure(stream, ec));
  co_return Connection(std::move(stream));
}

}  // namespace

std::string_view so_far(const Progress& progress) noexcept {
  switch (progress.stage) {
    case Progress::Stage::look_up:
      return "no address";
    case Progress::Stage::connect:
      return "no connection";
    case Progress::Stage::handshake:
      return "no TLS handshake";
    case Progress::Stage::answer:
      break;
  }
  return "none";
}

asio::awaitable<Result<Connection>> dial(Resolver& resolver, asio::ssl::context& tls, Url url,
                                         bool allow_private, Progress& progress) {
  progress.stage = Progress::Stage::look_up;
  auto addresses = co_await addresses_of(resolver, url, allow_private);
  if (!addresses) co_return std::unexpected(addresses.error());

  progress.stage = Progress::Stage::connect;
  auto socket = co_await connect_any(*std::move(addresses), url.port());
  if (!socket) co_return std::unexpected(socket.error());
  if (!url.is_https()) co_return Connection(*std::move(socket));

  progress.stage = Progress::Stage::handshake;
  co_return co_await shake_hands(*std::move(socket), tls, std::move(url));
}

}  // namespace tickerd::net
