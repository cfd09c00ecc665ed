#include "net/inflate.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most_bytes = 100'000;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const auto* coding : {"gzip", "deflate"}) {
    const auto body = tickerd::net::inflate(bytes, coding, most_bytes);
    if (body && body->size() > most_bytes) std::abort();
  }
  return 0;
}
