#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "feeds/preset_text.hpp"
#include "feeds/presets.hpp"
#include "rates/clock.hpp"

namespace tickerd::app {

int preset_check_command(const std::string& file) {
  const auto preset = feeds::find_preset(file);
  if (!preset) {
    // The error calls the preset by its name; who checks a file looks for the file.
    std::string_view detail = preset.error().detail;
    const auto stem = std::filesystem::path(file).stem().string();
    for (const auto& prefix :
         {fmt::format("preset {}: ", file), fmt::format("preset {}: ", stem)}) {
      if (detail.starts_with(prefix)) detail.remove_prefix(prefix.size());
    }
    fmt::print(stderr, "tickerd: {}: {}\n", file, detail);
    return exit_bad_config;
  }
  fmt::print("{}", feeds::preset_text(*preset, rates::SystemClock().now()));
  return exit_ok;
}

int preset_list_command() {
  const auto names = feeds::preset_names();
  std::size_t widest = 0;
  for (const auto& name : names) widest = std::max(widest, name.size());
  for (const auto& name : names) {
    const auto preset = feeds::find_preset(name);
    if (!preset) {
      return failed(preset.error().detail);
    }
    const auto notes = feeds::preset_notes(*preset);
    fmt::print("{:<{}}  {}{}\n", name, widest, preset->title,
               notes.empty() ? "" : fmt::format(" ({})", notes));
  }
  return exit_ok;
}

}  // namespace tickerd::app
