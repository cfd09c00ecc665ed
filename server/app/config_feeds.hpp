#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_problems.hpp"
#include "app/config_source.hpp"
#include "feeds/feed_spec.hpp"

namespace tickerd::app {

/// The feeds of a configuration: those without problems, and the names of all that have one.
struct ReadFeeds {
  std::vector<feeds::FeedSpec> specs;
  std::set<std::string, std::less<>> names;
};

/// Reads the list at /feeds, presets and recorded bodies included. Relative paths start at the
/// source's folder.
ReadFeeds read_feeds(const nlohmann::json& list, const ConfigSource& source,
                     ConfigProblems& problems);

}  // namespace tickerd::app
