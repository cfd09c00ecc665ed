#include "net/with_timeout.hpp"

#include <fmt/format.h>

namespace tickerd::net {

std::string in_words(std::chrono::milliseconds span) {
  const auto count = span.count();
  if (count == 0 || count % 1000 != 0) return fmt::format("{}ms", count);
  if (count % 3'600'000 == 0) return fmt::format("{}h", count / 3'600'000);
  if (count % 60'000 == 0) return fmt::format("{}m", count / 60'000);
  return fmt::format("{}s", count / 1000);
}

}  // namespace tickerd::net
