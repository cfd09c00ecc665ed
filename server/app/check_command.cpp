#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"

namespace tickerd::app {

int check_command(const ConfigArguments& arguments) {
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  fmt::print("configuration ok: {} pairs, {} feeds\n", config->pairs.size(), config->feeds.size());
  for (const auto& [name, reason] : config->off_feeds) {
    fmt::print("feed {} is off: {}\n", name, reason);
  }
  return exit_ok;
}

}  // namespace tickerd::app
