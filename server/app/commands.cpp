#include "app/commands.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace tickerd::app {

int failed(std::string_view what, int code) {
  fmt::print(stderr, "tickerd: {}\n", what);
  return code;
}

}  // namespace tickerd::app
