#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/result.hpp"

namespace tickerd::app {

/// Environment variables by name.
using Environment = std::map<std::string, std::string>;

/// All the files of a folder of recorded bodies, sorted by name. The name is as the configuration
/// writes it.
using BodyLookup =
    std::function<rates::Result<std::vector<std::string>>(std::string_view directory)>;

/// The preset of a name or file, as the configuration writes it.
using PresetLookup = std::function<rates::Result<feeds::Preset>(const std::string& name)>;

/// Everything a configuration is read from. Later ones win: text, environment, overrides.
struct ConfigSource {
  std::string text;                    ///< JSON with comments
  std::string name;                    ///< of the file, as problems say it: "tickerd.json"
  std::filesystem::path folder;        ///< relative paths in the text start here
  std::vector<std::string> overrides;  ///< of --set: "listen.port=0", "feeds.0.every=5s"
  /// Looked at: names of the option table, and those that a feed names as holding a secret.
  Environment environment;
  BodyLookup bodies;               ///< empty: folders on the disk
  PresetLookup presets = nullptr;  ///< empty: those compiled in, and files
};

}  // namespace tickerd::app
