#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_problems.hpp"
#include "rates/desk.hpp"

namespace tickerd::app {

/// What pairs are read against.
struct PairSurroundings {
  const std::set<std::string, std::less<>>& feed_names;  ///< of all feeds
  const std::vector<Config::OffFeed>& off_feeds;         ///< those of them that do not run
  const rates::Decimal& max_jump_percent;                ///< of pairs without their own
};

struct ReadPairs {
  std::vector<rates::PairRule> rules;
  std::vector<rates::CurrencyPair> private_pairs;  ///< sorted
};

/// Reads the list at /pairs. A pair may only name feeds that exist; those that do not run are left
/// out of its rule, and one of them at least has to run.
ReadPairs read_pairs(const nlohmann::json& list, const PairSurroundings& around,
                     ConfigProblems& problems);

}  // namespace tickerd::app
