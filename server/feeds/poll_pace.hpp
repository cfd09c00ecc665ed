#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

#include "net/backoff.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// When a feed is asked next. Pure.
///
/// The first poll comes within a tenth of `every`, at most a second. After a success `every`, give
/// or take a tenth. After failures the pause grows from half a minute (or `every` when that is
/// less) to four times `every`, at most an hour; what the source asked for with Retry-After is
/// waited for, an hour at most.
class PollPace {
 public:
  PollPace(std::chrono::milliseconds every, std::uint64_t seed);

  std::chrono::milliseconds first();
  std::chrono::milliseconds after_success();
  std::chrono::milliseconds after_failure(std::optional<std::chrono::milliseconds> retry_after);

 private:
  std::chrono::milliseconds random_up_to(std::chrono::milliseconds longest);

  std::chrono::milliseconds every_;
  net::Backoff backoff_;
  std::minstd_rand random_;
};

/// What a Retry-After header asks for: seconds, or a date of which the time from `now` is left
/// (zero when it is past). None when it cannot be read.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view header,
                                                           rates::Timestamp now);

}  // namespace tickerd::feeds
