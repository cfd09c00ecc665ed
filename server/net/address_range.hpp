#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "net/asio.hpp"
#include "rates/result.hpp"

namespace tickerd::net {

/// A block of addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
class AddressRange {
 public:
  /// Reads "10.0.0.0/8", "2001:db8::/32", or one address. Fails with bad_argument on anything else,
  /// also on an address with bits behind the prefix: "10.0.0.1/8" is one address or a mistake.
  static rates::Result<AddressRange> parse(std::string_view text);

  /// An IPv4-mapped address (::ffff:10.0.0.1) is the IPv4 one; otherwise the families are apart.
  bool contains(const asio::ip::address& address) const noexcept;

  friend bool operator==(const AddressRange&, const AddressRange&) = default;

 private:
  AddressRange(const asio::ip::address& first, int bits) : first_(first), bits_(bits) {}
  asio::ip::address first_;
  int bits_;
};

using AddressRanges = std::vector<AddressRange>;

/// Fails as the first that AddressRange::parse fails on.
rates::Result<AddressRanges> parse_ranges(const std::vector<std::string>& texts);
bool contains(const AddressRanges& ranges, const asio::ip::address& address) noexcept;
/// The IPv4 address inside an IPv4-mapped one; any other as it is, without its zone.
asio::ip::address unmapped(const asio::ip::address& address) noexcept;

}  // namespace tickerd::net
