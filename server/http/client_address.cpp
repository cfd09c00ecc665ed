#include "http/client_address.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include "http/message.hpp"

namespace tickerd::http {
namespace {

using boost::asio::ip::address;

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:4711".
std::optional<address> read_address(std::string_view entry) {
  entry = trimmed(entry);
  if (entry.starts_with('[')) {
    const auto end = entry.find(']');
    const auto rest = end == std::string_view::npos ? entry : entry.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
    entry = entry.substr(1, end - 1);
  } else if (std::ranges::count(entry, ':') == 1) {
    entry = entry.substr(0, entry.find(':'));
  }
  boost::system::error_code error;
  auto read = boost::asio::ip::make_address(std::string(entry), error);
  if (error) return std::nullopt;
  return net::unmapped(read);
}

}  // namespace

address client_behind(const address& peer, std::string_view forwarded_for,
                      const net::AddressRanges& trusted) {
  auto client = peer;
  auto rest = forwarded_for;
  while (!rest.empty() && net::contains(trusted, client)) {
    const auto comma = rest.rfind(',');
    const auto begin = comma == std::string_view::npos ? 0 : comma + 1;
    const auto named = read_address(rest.substr(begin));
    if (!named) break;
    client = *named;
    rest = rest.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return client;
}

}  // namespace tickerd::http
