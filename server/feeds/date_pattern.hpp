#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// What is wrong with a date pattern (see DateMapping::patterns); empty when nothing is.
std::string pattern_problem(std::string_view pattern);

/// Reads `text`, blanks around it left out, by the first pattern that fits. Fails with bad_value.
rates::Result<rates::AsOf> read_date(std::span<const std::string> patterns, std::string_view text);

}  // namespace tickerd::feeds
