#include "http/client_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

struct Row {
  const char* name;
  const char* peer;
  const char* forwarded_for;
  const char* client;
};

class ClientBehind : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(
    Table, ClientBehind,
    testing::Values(
        Row{"NobodySaid", "10.0.0.1", "", "10.0.0.1"},
        Row{"OneProxy", "10.0.0.1", "192.0.2.7", "192.0.2.7"},
        Row{"TwoProxies", "10.0.0.1", "192.0.2.7, 10.0.0.9", "192.0.2.7"},
        Row{"OnlyTheNearestUntrusted", "10.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.9", "192.0.2.7"},
        Row{"NotFromAProxy", "192.0.2.9", "1.1.1.1", "192.0.2.9"},
        Row{"AllProxies", "10.0.0.1", "10.0.0.8,10.0.0.9", "10.0.0.8"},
        Row{"ProxyOfIpv6", "2001:db8::1", "2001:db8:1::7", "2001:db8:1::7"},
        Row{"MappedPeer", "::ffff:10.0.0.1", "192.0.2.7", "192.0.2.7"},
        Row{"MappedClient", "10.0.0.1", "::ffff:192.0.2.7", "192.0.2.7"},
        Row{"Port", "10.0.0.1", "192.0.2.7:4711", "192.0.2.7"},
        Row{"Brackets", "10.0.0.1", "[2001:db8:1::7]", "2001:db8:1::7"},
        Row{"BracketsAndPort", "10.0.0.1", "[2001:db8:1::7]:4711", "2001:db8:1::7"},
        Row{"Blanks", "10.0.0.1", " \t192.0.2.7 \t", "192.0.2.7"},
        Row{"Unknown", "10.0.0.1", "unknown", "10.0.0.1"},
        Row{"UnknownBehindAProxy", "10.0.0.1", "192.0.2.7, unknown, 10.0.0.9", "10.0.0.9"},
        Row{"Empty", "10.0.0.1", "192.0.2.7,", "10.0.0.1"},
        Row{"EmptyBetween", "10.0.0.1", "192.0.2.7,,10.0.0.9", "10.0.0.9"},
        Row{"OpenBracket", "10.0.0.1", "[2001:db8:1::7", "10.0.0.1"},
        Row{"BehindBrackets", "10.0.0.1", "[2001:db8:1::7]x", "10.0.0.1"},
        Row{"Words", "10.0.0.1", "for=192.0.2.7", "10.0.0.1"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(ClientBehind, IsTheFirstFromTheEndWhoIsNotTrusted) {
  const auto trusted = net::parse_ranges({"10.0.0.0/8", "2001:db8::/48"}).value();
  const auto peer = boost::asio::ip::make_address(GetParam().peer);
  EXPECT_EQ(client_behind(peer, GetParam().forwarded_for, trusted).to_string(), GetParam().client);
}

TEST(ClientBehindNobody, IsThePeer) {
  const auto peer = boost::asio::ip::make_address("10.0.0.1");
  EXPECT_EQ(client_behind(peer, "192.0.2.7", {}), peer);
}

}  // namespace
}  // namespace tickerd::http
