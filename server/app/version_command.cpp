#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/libraries.hpp"
#include "app/site.hpp"

namespace tickerd::app {

int version_command(bool json) {
  if (!json) {
    fmt::print("tickerd {}\n", TICKERD_VERSION);
    return exit_ok;
  }
  nlohmann::ordered_json libraries;
  for (const auto& library : used_libraries()) libraries[library.name] = library.version;
  const nlohmann::ordered_json version = {
      {"version", TICKERD_VERSION},
      {"protocol", "tickerd.v1"},
      {"widget",
       {{"path", "/widget/" TICKERD_VERSION "/tickerd.js"}, {"integrity", widget_integrity()}}},
      {"libraries", libraries}};
  fmt::print("{}\n", version.dump(2));
  return exit_ok;
}

}  // namespace tickerd::app
