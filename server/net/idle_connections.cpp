#include "net/idle_connections.hpp"

#include <utility>

#include <fmt/format.h>

namespace tickerd::net {
namespace {

constexpr auto longest_idle = std::chrono::seconds(90);
constexpr std::size_t most_kept = 64;

std::string key_of(const Url& url, bool allow_private) {
  return fmt::format("{}://{} {}", url.is_https() ? "https" : "http", url.authority(),
                     allow_private ? "anywhere" : "public");
}

}  // namespace

std::optional<Connection> IdleConnections::take(const Url& url, bool allow_private) {
  const auto oldest = std::chrono::steady_clock::now() - longest_idle;
  std::erase_if(kept_, [&](const auto& entry) { return entry.second.since < oldest; });
  const auto found = kept_.find(key_of(url, allow_private));
  if (found == kept_.end()) return std::nullopt;
  std::optional<Connection> connection(std::move(found->second.connection));
  kept_.erase(found);
  if (!connection->is_quiet()) connection.reset();
  return connection;
}

void IdleConnections::put(const Url& url, bool allow_private, Connection connection) {
  if (kept_.size() >= most_kept) kept_.erase(kept_.begin());
  Kept kept{.connection = std::move(connection), .since = std::chrono::steady_clock::now()};
  kept_.insert_or_assign(key_of(url, allow_private), std::move(kept));
}

}  // namespace tickerd::net
