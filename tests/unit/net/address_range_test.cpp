#include "net/address_range.hpp"

#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

struct RangeCase {
  std::string name;
  std::string range;
  std::string address;
  bool inside;
};

class AddressRangeContains : public testing::TestWithParam<RangeCase> {};

TEST_P(AddressRangeContains, WhatSharesItsPrefix) {
  const auto range = AddressRange::parse(GetParam().range);
  ASSERT_TRUE(range) << range.error().detail;
  EXPECT_EQ(range->contains(asio::ip::make_address(GetParam().address)), GetParam().inside);
}

const RangeCase range_cases[] = {
    {"First", "10.0.0.0/8", "10.0.0.0", true},
    {"Last", "10.0.0.0/8", "10.255.255.255", true},
    {"Before", "10.0.0.0/8", "9.255.255.255", false},
    {"Behind", "10.0.0.0/8", "11.0.0.0", false},
    {"OddPrefixLast", "172.16.0.0/12", "172.31.255.255", true},
    {"OddPrefixBehind", "172.16.0.0/12", "172.32.0.0", false},
    {"OneAddress", "192.0.2.7", "192.0.2.7", true},
    {"NotTheNext", "192.0.2.7", "192.0.2.6", false},
    {"OneInWords", "192.0.2.7/32", "192.0.2.6", false},
    {"AllOfIpv4", "0.0.0.0/0", "255.255.255.255", true},
    {"Ipv6", "2001:db8::/32", "2001:db8:ffff::1", true},
    {"Ipv6Behind", "2001:db8::/32", "2001:db9::", false},
    {"Ipv6OddPrefix", "fc00::/7", "fdff::1", true},
    {"Ipv6OddPrefixBehind", "fc00::/7", "fe00::1", false},
    {"Ipv6One", "::1", "::1", true},
    {"Ipv6NotTheNext", "::1", "::2", false},
    {"MappedAddress", "10.0.0.0/8", "::ffff:10.1.2.3", true},
    {"MappedRange", "::ffff:10.0.0.0/104", "10.1.2.3", true},
    {"MappedRangeBehind", "::ffff:10.0.0.0/104", "11.1.2.3", false},
    {"Zone", "fe80::/10", "fe80::1%1", true},
    {"AllOfIpv6IsNotIpv4", "::/0", "10.0.0.1", false},
    {"AllOfIpv6IsNotMapped", "::/0", "::ffff:10.0.0.1", false},
    {"AllOfIpv4IsNotIpv6", "0.0.0.0/0", "::1", false},
};
INSTANTIATE_TEST_SUITE_P(Table, AddressRangeContains, testing::ValuesIn(range_cases),
                         [](const auto& row) { return row.param.name; });

TEST(AddressRange, RefusesWhatIsNone) {
  for (const auto* const text : {"",
                                 "/",
                                 "/8",
                                 "10.0.0.0/",
                                 "10.0.0.0/33",
                                 "10.0.0.0/-1",
                                 "10.0.0.0/99999999999",
                                 "10.0.0.0/+8",
                                 "10.0.0.0/08",
                                 "10.0.0.0/8 ",
                                 " 10.0.0.0/8",
                                 "10.0.0.0/8/8",
                                 "10.0.0/8",
                                 "010.0.0.0/8",
                                 "0xa.0.0.0/8",
                                 "::/129",
                                 "fe80::1%1",
                                 "fe80::%1/10",
                                 "localhost",
                                 "10.0.0.0-10.0.0.9",
                                 "*",
                                 "::ffff:0:0/90"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

TEST(AddressRange, SaysWhatIsMeantByBitsBehindThePrefix) {
  const auto range = AddressRange::parse("10.0.0.129/25");
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error().detail,
            "expected no bits behind the prefix, \"10.0.0.128/25\" or \"10.0.0.129\", "
            "got \"10.0.0.129/25\"");
}

TEST(AddressRanges, ContainWhatOneOfThemContains) {
  const auto ranges = parse_ranges({"10.0.0.0/8", "::1"}).value();
  EXPECT_TRUE(contains(ranges, asio::ip::make_address("::1")));
  EXPECT_TRUE(contains(ranges, asio::ip::make_address("10.0.0.1")));
  EXPECT_FALSE(contains(ranges, asio::ip::make_address("::2")));
  EXPECT_FALSE(contains({}, asio::ip::make_address("::1")));
  EXPECT_FALSE(parse_ranges({"10.0.0.0/8", "nonsense"}));
}

}  // namespace
}  // namespace tickerd::net
