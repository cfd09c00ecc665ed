#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// The variables of this process: any of them may be named as holding a secret.
Environment process_environment();

/// Where a configuration is looked for when --config names none and $TICKERD_CONFIG is not set:
/// ./tickerd.json, $XDG_CONFIG_HOME/tickerd/tickerd.json (or ~/.config), /etc/tickerd/tickerd.json.
std::vector<std::filesystem::path> config_candidates(const Environment& environment);

/// Reads the configuration to use: `file` when not empty, else $TICKERD_CONFIG, else the first of
/// `candidates` that exists, else the demo that is compiled in. Fails with Errc::not_found or
/// Errc::too_large when a file that was named cannot be used.
rates::Result<ConfigSource> find_config_source(
    const std::string& file, std::vector<std::string> overrides, Environment environment,
    const std::vector<std::filesystem::path>& candidates);

/// The configuration that is compiled in: replays recorded days, on this machine only.
ConfigSource embedded_config();

/// What is wrong with a configuration.
struct ConfigFailure {
  std::string file;  ///< its name; empty when none could be read, then there is one problem
  std::vector<ConfigProblem> problems;
};
/// The same as lines for a person, each ended by a line feed.
std::string describe(const ConfigFailure& failure);

using ConfigResult = std::expected<Config, ConfigFailure>;

/// Finds and loads the configuration, as it is now: blocks for the disk. From any thread.
ConfigResult load_configured(const ConfigArguments& arguments);

/// For a command: finds and loads the configuration, or prints all that is wrong with it to
/// standard error and returns nothing (then the exit code is exit_bad_config).
std::optional<Config> find_config(const ConfigArguments& arguments);

}  // namespace tickerd::app
