#pragma once

#include <string>

namespace tickerd::app {

/// The JSON Schema (2020-12) of a configuration, made from the option table: what editors complete
/// and check with. It is config/tickerd.schema.json.
std::string config_schema();

}  // namespace tickerd::app
