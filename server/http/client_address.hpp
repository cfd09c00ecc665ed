#pragma once

#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "net/address_range.hpp"

namespace tickerd::http {

/// Whom a request is of that came from `peer`: `peer` itself, or when that is one of the `trusted`
/// proxies, whom it names in X-Forwarded-For. The list is read from its end, where the nearest
/// proxy wrote, and no further than to the first who is not trusted: what stands before that may be
/// anything. Ports and brackets are left out; what is no address ends it with the proxy that wrote
/// it.
boost::asio::ip::address client_behind(const boost::asio::ip::address& peer,
                                       std::string_view forwarded_for,
                                       const net::AddressRanges& trusted);

}  // namespace tickerd::http
