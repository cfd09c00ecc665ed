#include "feeds/missing_days.hpp"

#include <chrono>
#include <cstddef>

#include "rates/series.hpp"

namespace tickerd::feeds {

std::vector<rates::Date> missing_days(const std::set<rates::Date>& held, rates::Date today,
                                      int days, const rates::Calendar* calendar) {
  constexpr std::chrono::days one(1);
  const auto first = today - std::chrono::days(days);
  auto day = held.empty() ? today : *held.rbegin() - one;
  std::size_t kept = held.empty() ? 0 : 1;
  std::vector<rates::Date> missing;
  for (; day >= first && kept < rates::Series::most_dates; day -= one) {
    const bool is_held = held.contains(day);
    if (!is_held && calendar != nullptr && !calendar->has_value_of(day)) continue;
    if (!is_held) missing.push_back(day);
    ++kept;
  }
  return missing;
}

}  // namespace tickerd::feeds
