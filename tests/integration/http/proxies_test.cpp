#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"
#include "unit/http/proxy_header_samples.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// One connection of each client, who come through proxies of this host.
Site proxied_site(bool announce = false) {
  auto site = quick_site();
  site.limits.connections_per_ip = 1;
  site.limits.proxies = {.trusted = net::parse_ranges({"127.0.0.0/8"}).value(),
                         .announce = announce};
  return site;
}

constexpr auto first_client = "X-Forwarded-For: 192.0.2.1\r\n";
constexpr auto second_client = "X-Forwarded-For: 192.0.2.2\r\n";

TEST(Proxies, EachClientBehindThemIsCounted) {
  const Node node(proxied_site());
  std::optional<Client> stream(node.port());
  ASSERT_EQ(stream->upgrade("/v1/stream?pairs=KGS/USD", first_client), 101);
  Client proxy(node.port());
  const auto refused = proxy.get("/livez", first_client);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.at("retry-after"), "10");
  EXPECT_EQ(proxy.get("/livez", second_client).status, 200) << "over the same connection";
  EXPECT_EQ(proxy.get("/livez", second_client).status, 200) << "one after the other";
  EXPECT_EQ(proxy.get("/livez").status, 200) << "the proxy itself";
  EXPECT_EQ(node.counters().refused_address.value(), 1U);
  Client another(node.port());
  EXPECT_EQ(another.upgrade("/v1/stream?pairs=KGS/USD", first_client), 429);
  stream.reset();
  ASSERT_TRUE(
      wait_until([](const Counters& c) { return c.websockets.value() == 0; }, node.counters()));
  EXPECT_EQ(proxy.get("/livez", first_client).status, 200) << "the stream gave its place back";
}

TEST(Proxies, WhatNobodyTrustedSaysIsNothing) {
  auto site = proxied_site();
  site.limits.proxies.trusted = net::parse_ranges({"10.0.0.0/8"}).value();
  const Node node(std::move(site));
  Client one(node.port());
  ASSERT_EQ(one.get("/livez", first_client).status, 200);
  Client two(node.port());
  EXPECT_EQ(two.get("/livez", second_client).status, 429) << "both are 127.0.0.1";
}

TEST(Proxies, AnnounceWhomAConnectionIsOf) {
  const Node node(proxied_site(true));
  Client first(node.port(), proxy_for(1));
  EXPECT_EQ(first.get("/livez").status, 200);
  Client again(node.port(), proxy_for(1));
  const auto refused = again.read_answer();
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(again.ends_within(seconds(1)));
  Client second(node.port(), proxy_for(2));
  ASSERT_EQ(second.upgrade("/v1/stream?pairs=KGS/USD"), 101);
  EXPECT_EQ(Client(node.port(), proxy_for(2)).read_answer().status, 429)
      << "a stream keeps the place of its connection";
  Client check(node.port(), proxy_header(0, 0, ""));
  EXPECT_EQ(check.get("/readyz").status, 200) << "a check of the proxy's own";
}

TEST(Proxies, AreNotTheOnlyOnesWhoCanAnnounce) {
  auto site = proxied_site(true);
  site.limits.proxies.trusted = net::parse_ranges({"10.0.0.0/8"}).value();
  const Node node(std::move(site));
  Client liar(node.port(), proxy_for(1), std::nullopt);
  EXPECT_TRUE(liar.ends_within(seconds(1)));
  EXPECT_EQ(node.counters().refused_proxy.value(), 1U);
}

TEST(Proxies, MustAnnounceBeforeAllElse) {
  auto site = proxied_site(true);
  site.limits.header_time = milliseconds(200);
  const Node node(std::move(site));
  Client plain(node.port(), std::nullopt);
  plain.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(plain.ends_within(seconds(1)));
  ASSERT_TRUE(
      wait_until([](const Counters& c) { return c.refused_proxy.value() == 1; }, node.counters()));
  Client half(node.port(), proxy_for(1).substr(0, 20), std::nullopt);
  EXPECT_TRUE(half.ends_within(seconds(2)));
  EXPECT_EQ(node.counters().header_timeouts.value(), 1U);
  EXPECT_EQ(node.counters().requests.value(), 0U);
}

}  // namespace
}  // namespace tickerd::http::test
