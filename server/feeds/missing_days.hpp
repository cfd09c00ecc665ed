#pragma once

#include <set>
#include <vector>

#include "rates/calendar.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// The value dates that a source has to be asked for, newest first: those before the newest that is
/// held, not more than `days` before `today`, that are not held and that the calendar (null: every
/// day) has a value of. Where nothing is held today is among them. With those that are held they
/// are not more than a series keeps. Pure.
std::vector<rates::Date> missing_days(const std::set<rates::Date>& held, rates::Date today,
                                      int days, const rates::Calendar* calendar);

}  // namespace tickerd::feeds
