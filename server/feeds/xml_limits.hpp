#pragma once

#include <string_view>

#include "rates/result.hpp"

namespace tickerd::feeds {

/// Looks over XML before it is parsed: at most most_depth open elements and most_nodes elements,
/// else too_large. Comments, CDATA, instructions and a document type are stepped over. What is not
/// well formed is left for the parser to name.
rates::Result<void> check_xml_limits(std::string_view text);

}  // namespace tickerd::feeds
