#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "http/socket.hpp"
#include "net/asio.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// What a proxy says of a connection before all else: version 2 of HAProxy's PROXY protocol,
/// section 2.2. It is a prefix of 16 bytes, and a block behind it.
inline constexpr std::size_t proxy_prefix_bytes = 16;
/// The longest block that is read: addresses and what more is said are seldom 1 KiB.
inline constexpr std::size_t proxy_block_bytes = 4096;

/// How long the block behind `prefix` is. Fails with bad_document when it is none of version 2,
/// with too_large beyond proxy_block_bytes.
rates::Result<std::size_t> proxy_block_size(std::string_view prefix);

/// Whom the proxy speaks for; none when it is itself (LOCAL, a check of its own) or something
/// without an IP address. Fails with bad_document when the block is too short for what it says.
rates::Result<std::optional<boost::asio::ip::address>> announced_client(std::string_view prefix,
                                                                        std::string_view block);

/// Reads it from a socket that nothing was read from. As announced_client(), and fails with
/// unreachable at the end of the stream.
net::asio::awaitable<rates::Result<std::optional<boost::asio::ip::address>>> read_proxy_header(
    Socket& socket);

}  // namespace tickerd::http
