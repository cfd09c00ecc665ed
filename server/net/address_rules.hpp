#pragma once

#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// Why a name must not lead to `address`: "loopback", "private", "link-local" (cloud metadata lives
/// there), "multicast", "reserved" ... Empty for an address of the public Internet. An IPv4 address
/// inside an IPv6 one (NAT64, 6to4) is judged by what it holds; IPv4-mapped ones are all refused,
/// for no name server has a reason to send one.
std::string_view inside_kind(const asio::ip::address& address);

}  // namespace tickerd::net
