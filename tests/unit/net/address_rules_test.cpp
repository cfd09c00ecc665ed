#include "net/address_rules.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

struct AddressCase {
  const char* name;
  const char* address;
  std::string_view kind;
};

class AddressRules : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressRules, NameTheKind) {
  EXPECT_EQ(inside_kind(asio::ip::make_address(GetParam().address)), GetParam().kind);
}

const AddressCase address_cases[] = {
    {"Public", "1.1.1.1", ""},
    {"Unspecified", "0.0.0.0", "unspecified"},
    {"ThisNetwork", "0.1.2.3", "unspecified"},
    {"BelowTen", "9.255.255.255", ""},
    {"Ten", "10.0.0.0", "private"},
    {"TenLast", "10.255.255.255", "private"},
    {"AboveTen", "11.0.0.0", ""},
    {"CarrierFirst", "100.64.0.0", "private"},
    {"CarrierMetadata", "100.100.100.200", "private"},
    {"CarrierLast", "100.127.255.255", "private"},
    {"AboveCarrier", "100.128.0.0", ""},
    {"Loopback", "127.0.0.1", "loopback"},
    {"LoopbackLast", "127.255.255.255", "loopback"},
    {"Metadata", "169.254.169.254", "link-local"},
    {"BelowPrivate172", "172.15.255.255", ""},
    {"Private172", "172.16.0.1", "private"},
    {"Private172Last", "172.31.255.255", "private"},
    {"AbovePrivate172", "172.32.0.0", ""},
    {"Private192", "192.168.1.1", "private"},
    {"Beside192", "192.169.0.0", ""},
    {"Protocol", "192.0.0.170", "reserved"},
    {"Documentation", "203.0.113.7", "reserved"},
    {"Benchmark", "198.19.0.1", "private"},
    {"Multicast", "224.0.0.1", "multicast"},
    {"MulticastLast", "239.255.255.255", "multicast"},
    {"Future", "240.0.0.1", "reserved"},
    {"Broadcast", "255.255.255.255", "reserved"},
    {"V6Public", "2606:4700:4700::1111", ""},
    {"V6Unspecified", "::", "unspecified"},
    {"V6Loopback", "::1", "loopback"},
    {"V6Unique", "fd00:ec2::254", "private"},
    {"V6UniqueLow", "fc00::1", "private"},
    {"V6LinkLocal", "fe80::1", "link-local"},
    {"V6LinkLocalLast", "febf::1", "link-local"},
    {"V6SiteLocal", "fec0::1", "private"},
    {"V6Multicast", "ff02::1", "multicast"},
    {"V6Documentation", "2001:db8::1", "reserved"},
    {"V6Teredo", "2001::1", "reserved"},
    {"V6Discard", "100::1", "reserved"},
    {"MappedLoopback", "::ffff:127.0.0.1", "IPv4-mapped"},
    {"MappedPublic", "::ffff:1.1.1.1", "IPv4-mapped"},
    {"Compatible", "::127.0.0.1", "reserved"},
    {"Nat64Loopback", "64:ff9b::127.0.0.1", "loopback"},
    {"Nat64Public", "64:ff9b::1.1.1.1", ""},
    {"Nat64Local", "64:ff9b:1::1.1.1.1", "private"},
    {"SixToFourPrivate", "2002:0a00:0001::1", "private"},
    {"SixToFourPublic", "2002:0101:0101::1", ""},
};
INSTANTIATE_TEST_SUITE_P(Table, AddressRules, testing::ValuesIn(address_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::net
