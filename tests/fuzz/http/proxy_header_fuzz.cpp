#include "http/proxy_header.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/client_address.hpp"

namespace {

namespace http = tickerd::http;

/// A header as a proxy may send it.
void read_header(std::string_view bytes) {
  if (bytes.size() < http::proxy_prefix_bytes) return;
  const auto prefix = bytes.substr(0, http::proxy_prefix_bytes);
  const auto size = http::proxy_block_size(prefix);
  if (!size) return;
  if (*size > http::proxy_block_bytes) std::abort();
  const auto client = http::announced_client(prefix, bytes.substr(prefix.size()).substr(0, *size));
  if (client && *client && (*client)->to_string().empty()) std::abort();
}

/// A list as a client may make a proxy send it on.
void read_list(std::string_view bytes) {
  static const auto trusted = tickerd::net::parse_ranges({"10.0.0.0/8", "::1/128"}).value();
  static const auto stranger = boost::asio::ip::make_address("192.0.2.1");
  static const auto proxy = boost::asio::ip::make_address("10.0.0.1");
  if (http::client_behind(stranger, bytes, trusted) != stranger) std::abort();
  const auto client = http::client_behind(proxy, bytes, trusted);
  if (client != tickerd::net::unmapped(client)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_header(bytes);
  read_list(bytes);
  return 0;
}
