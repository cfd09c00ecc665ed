#include "net/backoff.hpp"

#include <algorithm>

namespace tickerd::net {
namespace {

/// Seeds that differ in one bit become unlike ones (the finalizer of SplitMix64): the first numbers
/// of minstd_rand follow its seed too closely.
std::minstd_rand::result_type mixed(std::uint64_t seed) noexcept {
  seed += 0x9e3779b97f4a7c15U;
  seed = (seed ^ (seed >> 30U)) * 0xbf58476d1ce4e5b9U;
  seed = (seed ^ (seed >> 27U)) * 0x94d049bb133111ebU;
  return static_cast<std::minstd_rand::result_type>(seed >> 32U);
}

}  // namespace

Backoff::Backoff(std::chrono::milliseconds interval, std::chrono::milliseconds longest,
                 std::uint64_t seed, Jitter jitter)
    : interval_(std::max(interval, std::chrono::milliseconds(1))),
      longest_(std::max(longest, std::chrono::milliseconds(1))),
      jitter_(jitter),
      random_(mixed(seed)) {}

void Backoff::succeeded() noexcept { failures_ = 0; }

void Backoff::failed() noexcept {
  constexpr int enough = 1'000'000;
  failures_ = std::min(failures_ + 1, enough);
}

std::chrono::milliseconds Backoff::next() {
  if (failures_ == 0) return interval_;
  auto whole = std::min(interval_, longest_);
  for (int doubling = 0; doubling < failures_ && whole < longest_; ++doubling) {
    // Compared before doubling: an interval of years must not overflow.
    whole = whole > longest_ / 2 ? longest_ : whole * 2;
  }
  const auto count = whole.count();
  const auto least = jitter_ == Jitter::full ? 0 : (count + 1) / 2;
  std::uniform_int_distribution<std::chrono::milliseconds::rep> part(least, count);
  return std::chrono::milliseconds(part(random_));
}

}  // namespace tickerd::net
