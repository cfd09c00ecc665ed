#include "net/address_rules.hpp"

#include <array>
#include <cstdint>

namespace tickerd::net {
namespace {

struct Block4 {
  std::uint32_t first;
  int bits;
  std::string_view kind;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c) {
  return (a << 24U) | (b << 16U) | (c << 8U);
}

// The IANA registry of special-purpose addresses.
constexpr Block4 blocks4[] = {
    {v4(0, 0, 0), 8, "unspecified"},     {v4(10, 0, 0), 8, "private"},
    {v4(100, 64, 0), 10, "private"},     {v4(127, 0, 0), 8, "loopback"},
    {v4(169, 254, 0), 16, "link-local"}, {v4(172, 16, 0), 12, "private"},
    {v4(192, 0, 0), 24, "reserved"},     {v4(192, 0, 2), 24, "reserved"},
    {v4(192, 88, 99), 24, "reserved"},   {v4(192, 168, 0), 16, "private"},
    {v4(198, 18, 0), 15, "private"},     {v4(198, 51, 100), 24, "reserved"},
    {v4(203, 0, 113), 24, "reserved"},   {v4(224, 0, 0), 4, "multicast"},
    {v4(240, 0, 0), 4, "reserved"},
};

std::string_view kind_of(asio::ip::address_v4 address) {
  const auto number = address.to_uint();
  for (const auto& block : blocks4) {
    if ((number ^ block.first) >> (32 - block.bits) == 0) return block.kind;
  }
  return {};
}

using Bytes6 = asio::ip::address_v6::bytes_type;

struct Block6 {
  std::array<unsigned char, 8> first;
  int bits;
  std::string_view kind;
};

constexpr Block6 blocks6[] = {
    {{0xfc}, 7, "private"},
    {{0xfe, 0x80}, 10, "link-local"},
    {{0xfe, 0xc0}, 10, "private"},
    {{0xff}, 8, "multicast"},
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "private"},
    {{0x01}, 64, "reserved"},
    {{0x20, 0x01, 0x00, 0x00}, 32, "reserved"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "reserved"},
};

bool begins_with(const Bytes6& address, const Block6& block) {
  for (int bit = 0; bit < block.bits; bit += 8) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int left = block.bits - bit;
    const int shift = left < 8 ? 8 - left : 0;
    if ((address[at] ^ block.first[at]) >> shift != 0) return false;
  }
  return true;
}

asio::ip::address_v4 embedded(const Bytes6& bytes, std::size_t at) {
  return asio::ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
}

std::string_view kind_of(const asio::ip::address_v6& address) {
  if (address.is_unspecified()) return "unspecified";
  if (address.is_loopback()) return "loopback";
  const auto bytes = address.to_bytes();
  constexpr Block6 mapped_or_compatible = {{0}, 64, {}};
  constexpr Block6 nat64 = {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x00, 0x00, 0x00}, 64, {}};
  if (begins_with(bytes, mapped_or_compatible)) {
    return address.is_v4_mapped() ? "IPv4-mapped" : "reserved";
  }
  if (begins_with(bytes, nat64)) return kind_of(embedded(bytes, 12));
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return kind_of(embedded(bytes, 2));
  for (const auto& block : blocks6) {
    if (begins_with(bytes, block)) return block.kind;
  }
  return {};
}

}  // namespace

std::string_view inside_kind(const asio::ip::address& address) {
  return address.is_v4() ? kind_of(address.to_v4()) : kind_of(address.to_v6());
}

}  // namespace tickerd::net
