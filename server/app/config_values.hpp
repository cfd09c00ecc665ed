#pragma once

#include <expected>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "app/config_options.hpp"

namespace tickerd::app {

/// Reads a scalar or list of strings as the option asks; otherwise says what was expected and what
/// came.
std::expected<OptionValue, std::string> read_value(const Option& option,
                                                   const nlohmann::json& value);

/// The value as a problem shows it: JSON, at most 60 bytes of it.
std::string shown(const nlohmann::json& value);

}  // namespace tickerd::app
