#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "feeds/preset.hpp"
#include "rates/calendar.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// The parts of a preset that say when its source is asked and when it publishes. `pointer` is
/// where each stands, for errors, which are all bad_document.

/// [{"days": "mon-fri", "from": "14:00", "until": "17:00"}]; without days: every day.
rates::Result<std::vector<Window>> parse_windows(const nlohmann::json& value,
                                                 const std::string& pointer);

/// {"days", "holidays", "due", "ahead_days"} of a source that publishes by the day, or {"opens",
/// "closes"} of a market's week; "time_zone" when it is not the preset's.
rates::Result<rates::Calendar> parse_calendar(const nlohmann::json& value,
                                              const std::string& pointer,
                                              const std::string& time_zone);

/// {"requests": 1000, "per": "30d"}.
rates::Result<Budget> parse_budget(const nlohmann::json& value, const std::string& pointer);

}  // namespace tickerd::feeds
