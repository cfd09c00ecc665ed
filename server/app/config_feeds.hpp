#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_problems.hpp"
#include "app/config_source.hpp"
#include "feeds/feed_spec.hpp"

namespace tickerd::app {

/// The feeds of a configuration: those that run and have no problem, the others that have none, and
/// the names of all.
struct ReadFeeds {
  std::vector<feeds::FeedSpec> specs;
  std::vector<Config::OffFeed> off;
  std::set<std::string, std::less<>> names;
};

/// Reads the list at /feeds: presets, recorded bodies and secrets included, those of feeds that do
/// not run left alone. Relative paths start at the source's folder.
ReadFeeds read_feeds(const nlohmann::json& list, const ConfigSource& source,
                     ConfigProblems& problems);

}  // namespace tickerd::app
