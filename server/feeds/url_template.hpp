#pragma once

#include <string>
#include <string_view>

#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// Fills `{date:%d.%m.%Y}` with the day that it is in `time_zone` (IANA name) at `now`, and
/// `{date-1:...}` with the day before (0 to 9 days back). Formats: %d %m %Y %y.
///
/// Fails with bad_argument on another brace or format, or a zone that the system does not know.
/// Reads the time zones of the system once.
rates::Result<std::string> fill_url(std::string_view url, std::string_view time_zone,
                                    rates::Timestamp now);

}  // namespace tickerd::feeds
