#include "http/proxy_header.hpp"

#include <string>

#include <gtest/gtest.h>

#include "unit/http/proxy_header_samples.hpp"

namespace tickerd::http {
namespace {

using test::proxy_for;
using test::proxy_header;

/// Whom the header names: an address, "itself", or what is wrong with it.
std::string client_of(const std::string& header) {
  const auto prefix = std::string_view(header).substr(0, proxy_prefix_bytes);
  const auto size = proxy_block_size(prefix);
  if (!size) return size.error().detail;
  const auto client = announced_client(prefix, std::string_view(header).substr(prefix.size()));
  if (!client) return client.error().detail;
  return *client ? (*client)->to_string() : "itself";
}

const std::string ipv6_block = "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\x07" +
                               std::string(16, '\0') + "\x01\x02\x03\x04";

TEST(ProxyHeader, NamesTheClient) {
  EXPECT_EQ(client_of(proxy_for(7)), "192.0.2.7");
  EXPECT_EQ(client_of(proxy_header(1, 0x21, ipv6_block)), "2001:db8::7");
}

TEST(ProxyHeader, MaySayMore) {
  EXPECT_EQ(client_of(proxy_header(1, 0x21, ipv6_block + std::string(300, 'x'))), "2001:db8::7");
}

TEST(ProxyHeader, IsOfTheProxyItself) {
  EXPECT_EQ(client_of(proxy_header(0, 0x00, "")), "itself") << "LOCAL";
  EXPECT_EQ(client_of(proxy_header(0, 0x11, std::string(12, '\x01'))), "itself") << "LOCAL";
  EXPECT_EQ(client_of(proxy_header(1, 0x00, "")), "itself") << "unspecified";
  EXPECT_EQ(client_of(proxy_header(1, 0x31, std::string(216, '/'))), "itself") << "a UNIX socket";
  EXPECT_EQ(client_of(proxy_header(1, 0x12, std::string(12, '\x01'))), "itself") << "UDP";
}

TEST(ProxyHeader, FailsOnAnythingElse) {
  EXPECT_EQ(client_of("GET / HTTP/1.1\r\n"), "PROXY: expected its signature, got other bytes");
  EXPECT_EQ(client_of("PROXY TCP4 192.0.2.7"), "PROXY: expected its signature, got other bytes");
  EXPECT_EQ(client_of(proxy_for(7).substr(0, 15)),
            "PROXY: expected its signature, got other bytes");
  EXPECT_EQ(client_of(proxy_header(1, 0x11, std::string(12, '\x01'), 1)),
            "PROXY: expected version 2, got 1");
  EXPECT_EQ(client_of(proxy_header(2, 0x11, std::string(12, '\x01'))),
            "PROXY: expected LOCAL or PROXY, got command 2");
  EXPECT_EQ(client_of(proxy_header(1, 0x11, std::string(11, '\x01'))),
            "PROXY: expected addresses of 12 bytes, got 11");
  EXPECT_EQ(client_of(proxy_header(1, 0x21, std::string(12, '\x01'))),
            "PROXY: expected addresses of 36 bytes, got 12");
  EXPECT_EQ(client_of(proxy_header(1, 0x11, std::string(4097, '\x01'))),
            "PROXY: expected at most 4096 bytes, got 4097");
}

}  // namespace
}  // namespace tickerd::http
