#pragma once

#include <memory>
#include <vector>

#include "feeds/feed_spec.hpp"
#include "rates/rules.hpp"

namespace tickerd::app {

/// What the desk has to know of each feed, in the same order. `day_end` is where the days of market
/// feeds end; value dates have their own.
std::vector<rates::FeedTraits> traits_of(const std::vector<feeds::FeedSpec>& specs,
                                         const std::shared_ptr<const rates::DayEnd>& day_end);

}  // namespace tickerd::app
