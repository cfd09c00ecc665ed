#include <fmt/format.h>

#include "app/ask_server.hpp"
#include "app/commands.hpp"
#include "app/config_search.hpp"

namespace tickerd::app {

int release_command(const ConfigArguments& arguments, const std::string& pair_text) {
  const auto pair = rates::CurrencyPair::parse(pair_text);
  if (!pair) {
    return failed(pair.error().detail, exit_usage);
  }
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  const auto answer =
      ask_server(config->operations, "operations", "POST", "/release?pair=" + pair->text());
  if (!answer || answer->status != 200) {
    return failed(answer ? failure_of(*answer) : answer.error().detail);
  }
  fmt::print("{}\n", answer->body);
  return exit_ok;
}

}  // namespace tickerd::app
