#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// The preset of that name among those compiled in, or the one in the file at a path (a text with a
/// '/' or ending in ".json"). Fails with not_found, naming the nearest preset, or as parse_preset.
/// Reads the file and the time zones of the system: blocks for the disk.
rates::Result<Preset> find_preset(std::string_view name_or_path);

/// The names of the presets compiled in, sorted.
std::vector<std::string> preset_names();

}  // namespace tickerd::feeds
