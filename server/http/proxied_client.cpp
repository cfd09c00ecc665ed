#include "http/proxied_client.hpp"

#include <utility>

#include "http/client_address.hpp"
#include "http/proxy_header.hpp"

namespace tickerd::http {

net::asio::awaitable<rates::Result<void>> ProxiedClient::hear(Socket& socket) {
  const auto& proxies = limits_.proxies;
  if (!proxies.announce) co_return rates::Result<void>();
  if (!net::contains(proxies.trusted, peer_)) {
    co_return rates::fail(rates::Errc::refused, "PROXY: expected a trusted proxy, got another");
  }
  const auto announced = co_await read_proxy_header(socket);
  if (!announced) co_return std::unexpected(announced.error());
  client_ = net::unmapped(announced->value_or(peer_));
  if (*announced) {
    auto place = admission_.place_of(client_, limits_);
    if (place) {
      place_ = *std::move(place);
    } else {
      refusal_ = place.error();
    }
  }
  co_return rates::Result<void>();
}

std::expected<AddressPlace, Refusal> ProxiedClient::admit(const Request& request) {
  const auto& trusted = limits_.proxies.trusted;
  if (trusted.empty()) return AddressPlace();
  const auto client = client_behind(client_, request.joined_header("x-forwarded-for"), trusted);
  return client == client_ ? AddressPlace() : admission_.place_of(client, limits_);
}

}  // namespace tickerd::http
