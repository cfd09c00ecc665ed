#include "net/address_range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace tickerd::net {
namespace {

namespace ip = asio::ip;

/// An IPv4 address takes the last four bytes of a mapped IPv6 one.
constexpr int mapped_bits = 96;

std::unexpected<rates::Error> no_range(std::string_view expected, std::string_view text) {
  return rates::fail(rates::Errc::bad_argument,
                     fmt::format("expected {}, got {}", expected, rates::in_quotes(text)));
}

std::optional<int> read_bits(std::string_view text, int most) {
  int bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool padded = text.size() > 1 && text.front() == '0';
  if (error != std::errc() || end != text.data() + text.size() || padded) return std::nullopt;
  return bits >= 0 && bits <= most ? std::optional(bits) : std::nullopt;
}

template <class Bytes>
bool share_prefix(const Bytes& a, const Bytes& b, int bits) noexcept {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  return bits % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

template <class Bytes>
Bytes prefix_of(const Bytes& bytes, int bits) noexcept {
  Bytes prefix{};
  const auto whole = static_cast<std::size_t>(bits / 8);
  std::copy_n(bytes.begin(), whole, prefix.begin());
  if (bits % 8 != 0) {
    prefix[whole] = static_cast<unsigned char>(bytes[whole] & (0xff00U >> (bits % 8)));
  }
  return prefix;
}

ip::address first_of(const ip::address& address, int bits) {
  if (address.is_v4()) return ip::address_v4(prefix_of(address.to_v4().to_bytes(), bits));
  return ip::address_v6(prefix_of(address.to_v6().to_bytes(), bits));
}

}  // namespace

rates::Result<AddressRange> AddressRange::parse(std::string_view text) {
  constexpr std::string_view example = R"(an address or a range such as "10.0.0.0/8")";
  const auto slash = std::min(text.find('/'), text.size());
  boost::system::error_code error;
  const auto written = ip::make_address(std::string(text.substr(0, slash)), error);
  if (error || text.substr(0, slash).contains('%')) return no_range(example, text);
  const int longest = written.is_v4() ? 32 : 128;
  int bits = longest;
  if (slash < text.size()) {
    const auto given = read_bits(text.substr(slash + 1), longest);
    if (!given) return no_range(fmt::format("a prefix length from 0 to {}", longest), text);
    bits = *given;
  }
  if (const auto first = first_of(written, bits); first != written) {
    const auto meant = fmt::format("no bits behind the prefix, \"{}/{}\" or \"{}\"",
                                   first.to_string(), bits, written.to_string());
    return no_range(meant, text);
  }
  const auto address = unmapped(written);
  const bool is_mapped = address.is_v4() && written.is_v6();
  return AddressRange(address, is_mapped ? bits - mapped_bits : bits);
}

bool AddressRange::contains(const ip::address& address) const noexcept {
  const auto plain = unmapped(address);
  if (plain.is_v4() != first_.is_v4()) return false;
  if (plain.is_v4()) {
    return share_prefix(plain.to_v4().to_bytes(), first_.to_v4().to_bytes(), bits_);
  }
  return share_prefix(plain.to_v6().to_bytes(), first_.to_v6().to_bytes(), bits_);
}

rates::Result<AddressRanges> parse_ranges(const std::vector<std::string>& texts) {
  AddressRanges ranges;
  for (const auto& text : texts) {
    auto range = AddressRange::parse(text);
    if (!range) return std::unexpected(std::move(range.error()));
    ranges.push_back(*std::move(range));
  }
  return ranges;
}

bool contains(const AddressRanges& ranges, const ip::address& address) noexcept {
  return std::ranges::any_of(ranges,
                             [&](const AddressRange& range) { return range.contains(address); });
}

ip::address unmapped(const ip::address& address) noexcept {
  if (!address.is_v6()) return address;
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  return ip::address_v6(v6.to_bytes());
}

}  // namespace tickerd::net
