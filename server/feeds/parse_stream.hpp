#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "feeds/preset.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// Reads and checks the `stream` of a preset. `pointer` is where it stands, for errors.
rates::Result<StreamForm> parse_stream(const nlohmann::json& value, const std::string& pointer);

/// Checks that the rest of a preset with a `stream` goes with it: a ws or wss URL whose templates
/// can be filled, and a mapping of JSON rows that each say their pair, rate and time.
rates::Result<void> check_streamed(const Preset& preset);

}  // namespace tickerd::feeds
