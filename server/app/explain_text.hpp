#pragma once

#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::app {

/// The answer of /v1/explain for a person: the rate, numbered steps, and where else it could come
/// from. Bytes that a terminal would act on are shown as '?'. Fails with bad_document when it is no
/// such answer. Ends with a line feed.
rates::Result<std::string> explain_text(std::string_view answer);

}  // namespace tickerd::app
