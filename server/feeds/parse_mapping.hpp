#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "feeds/mapping.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// Reads and checks the mapping of a preset. `pointer` is where it stands, for errors.
rates::Result<Mapping> parse_mapping(const nlohmann::json& value, const std::string& pointer);

/// Checks what a mapping says as a whole: each selector in the words of its format, one way to the
/// code and one to the rate. The error names the JSON pointer below `pointer`.
rates::Result<void> check_mapping(const Mapping& mapping, const std::string& pointer);

}  // namespace tickerd::feeds
