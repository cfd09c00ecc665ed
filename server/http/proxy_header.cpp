#include "http/proxy_header.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <fmt/format.h>

namespace tickerd::http {
namespace {

namespace asio = net::asio;
namespace ip = asio::ip;

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr unsigned version = 2;

unsigned byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// The first bytes of `block` as an address of that family.
template <class Address>
rates::Result<std::optional<ip::address>> read(std::string_view block) {
  typename Address::bytes_type bytes{};
  // Source and destination, and a port of each.
  const auto least = 2 * bytes.size() + 4;
  if (block.size() < least) {
    return rates::fail(
        rates::Errc::bad_document,
        fmt::format("PROXY: expected addresses of {} bytes, got {}", least, block.size()));
  }
  std::ranges::copy(block.substr(0, bytes.size()), bytes.begin());
  return ip::address(Address(bytes));
}

}  // namespace

rates::Result<std::size_t> proxy_block_size(std::string_view prefix) {
  if (prefix.size() != proxy_prefix_bytes || !prefix.starts_with(signature)) {
    return rates::fail(rates::Errc::bad_document, "PROXY: expected its signature, got other bytes");
  }
  if (byte(prefix, 12) >> 4U != version) {
    return rates::fail(rates::Errc::bad_document,
                       fmt::format("PROXY: expected version 2, got {}", byte(prefix, 12) >> 4U));
  }
  const std::size_t size = byte(prefix, 14) << 8U | byte(prefix, 15);
  if (size > proxy_block_bytes) {
    return rates::fail(
        rates::Errc::too_large,
        fmt::format("PROXY: expected at most {} bytes, got {}", proxy_block_bytes, size));
  }
  return size;
}

rates::Result<std::optional<ip::address>> announced_client(std::string_view prefix,
                                                           std::string_view block) {
  const auto command = byte(prefix, 12) & 0xfU;
  if (command > 1) {
    return rates::fail(rates::Errc::bad_document,
                       fmt::format("PROXY: expected LOCAL or PROXY, got command {}", command));
  }
  constexpr unsigned tcp_over_ipv4 = 0x11;
  constexpr unsigned tcp_over_ipv6 = 0x21;
  const auto protocol = byte(prefix, 13);
  if (command == 0) return std::nullopt;
  if (protocol == tcp_over_ipv4) return read<ip::address_v4>(block);
  if (protocol == tcp_over_ipv6) return read<ip::address_v6>(block);
  return std::nullopt;
}

net::asio::awaitable<rates::Result<std::optional<ip::address>>> read_proxy_header(Socket& socket) {
  const auto ended = [] {
    return rates::fail(rates::Errc::unreachable, "PROXY: expected a header, got the end");
  };
  std::array<char, proxy_prefix_bytes + proxy_block_bytes> bytes{};
  const auto prefix_space = asio::buffer(bytes.data(), proxy_prefix_bytes);
  const auto [no_prefix, read] = co_await asio::async_read(socket, prefix_space, net::use_tuple);
  if (no_prefix) co_return ended();
  const std::string_view prefix(bytes.data(), read);
  const auto size = proxy_block_size(prefix);
  if (!size) co_return std::unexpected(size.error());
  const auto block_space = asio::buffer(bytes.data() + proxy_prefix_bytes, *size);
  const auto [no_block, more] = co_await asio::async_read(socket, block_space, net::use_tuple);
  if (no_block) co_return ended();
  co_return announced_client(prefix, {bytes.data() + proxy_prefix_bytes, more});
}

}  // namespace tickerd::http
