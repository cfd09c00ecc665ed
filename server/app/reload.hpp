#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/config_search.hpp"
#include "http/service.hpp"
#include "rates/log.hpp"
#include "rates/time.hpp"

namespace tickerd::app {

/// How a running server comes to another configuration.
struct ReloadNeeds {
  /// Loads the configuration as it is now. Blocks for the disk; called on a thread of its own.
  std::function<ConfigResult()> load;
  /// Has lines below `least` be left out. From any thread.
  std::function<void(rates::Log::Level least)> set_log_level;
};

/// A configuration that is ready to be put in the place of the running one.
struct Reload {
  Config config;
  http::SitePtr site;
  std::vector<std::string> needs_restart;  ///< keys whose new value waits for a restart
};

/// Loads and prepares all that takes time: blocks. `running` is not changed meanwhile.
std::expected<Reload, ConfigFailure> prepare_reload(const ReloadNeeds& needs,
                                                    const Config& running);

/// How the reloads of a process went.
struct ReloadHistory {
  std::uint64_t taken = 0;
  std::uint64_t refused = 0;
  /// When the configuration that runs was read; none: at the start of the process.
  std::optional<rates::Timestamp> last_taken = std::nullopt;
  std::string refusal = {};  ///< what is wrong with the newest one; empty: it runs
  std::string edition = {};  ///< of the pairs and sources that run
};

/// Says in the log what a reload came to: `reloaded`, or a line `reload_refused` for each problem.
void log_reload(const Reload& reload, rates::Log& log);
void log_refusal(const ConfigFailure& failure, rates::Log& log);
/// What its operator should know of a configuration that is taken: feeds that are off, own pages
/// that may not subscribe.
void log_remarks(const Config& config, rates::Log& log);

}  // namespace tickerd::app
