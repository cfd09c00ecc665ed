#include <fmt/format.h>

#include "app/ask_server.hpp"
#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/explain_text.hpp"

namespace tickerd::app {

int explain_command(const ConfigArguments& arguments, const std::string& pair_text, bool json) {
  const auto pair = rates::CurrencyPair::parse(pair_text);
  if (!pair) {
    return failed(pair.error().detail, exit_usage);
  }
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  const auto answer =
      ask_server(config->operations, "operations", "GET", "/explain?pair=" + pair->text());
  if (!answer || answer->status != 200) {
    return failed(answer ? failure_of(*answer) : answer.error().detail);
  }
  const auto text =
      json ? rates::Result<std::string>(answer->body + '\n') : explain_text(answer->body);
  if (!text) {
    return failed(text.error().detail);
  }
  fmt::print("{}", *text);
  return exit_ok;
}

}  // namespace tickerd::app
