#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_schema.hpp"

namespace tickerd::app {

int schema_command() {
  fmt::print("{}", config_schema());
  return exit_ok;
}

}  // namespace tickerd::app
