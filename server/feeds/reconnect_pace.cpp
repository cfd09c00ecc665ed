#include "feeds/reconnect_pace.hpp"

namespace tickerd::feeds {
namespace {

// Doubled once by the first failure.
constexpr auto half_of_first = std::chrono::milliseconds(500);
constexpr auto longest = std::chrono::seconds(30);
constexpr auto stable = std::chrono::minutes(1);

}  // namespace

ReconnectPace::ReconnectPace(std::uint64_t seed)
    : backoff_(half_of_first, longest, seed, net::Backoff::Jitter::full) {}

std::chrono::milliseconds ReconnectPace::after(std::chrono::milliseconds streamed) {
  if (streamed >= stable) backoff_.succeeded();
  backoff_.failed();
  return backoff_.next();
}

}  // namespace tickerd::feeds
