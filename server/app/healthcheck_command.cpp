#include <fmt/format.h>

#include "app/ask_server.hpp"
#include "app/commands.hpp"
#include "app/config_search.hpp"

namespace tickerd::app {

int healthcheck_command(const ConfigArguments& arguments) {
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  const auto answer = ask_server(config->operations, "operations", "GET", "/readyz");
  if (!answer) {
    return failed(answer.error().detail);
  }
  fmt::print("{}\n", answer->body);
  return answer->status == 200 ? exit_ok : exit_failure;
}

}  // namespace tickerd::app
