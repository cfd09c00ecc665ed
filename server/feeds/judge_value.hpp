#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/mapping.hpp"
#include "rates/decimal.hpp"
#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// Reads a number written with one of `marks` as its decimal mark ("12194.21", "87,4500",
/// "5,39256E-05"). Thousands separators, blanks inside and anything but a number are errors.
rates::Result<rates::Decimal> read_number(std::string_view text, std::string_view marks);

/// A number that a rate or a multiplier can be: 1e-15 to 1e15. `name` is what an error calls it.
rates::Result<rates::Decimal> positive(std::string_view name, std::string_view text,
                                       std::string_view marks);

/// The date or instant in `text`, as the mapping writes it. A date more than 7 days, an instant
/// more than 5 minutes after `fetched_at` is an error: it would outlive every right one.
rates::Result<rates::AsOf> checked_date(const DateMapping& mapping,
                                        const std::optional<std::string>& text,
                                        rates::Timestamp fetched_at);

}  // namespace tickerd::feeds
