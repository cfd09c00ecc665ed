#include "feeds/request_budget.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tickerd::feeds {

std::int64_t RequestBudget::period_at(rates::Timestamp now) const {
  const auto day = std::chrono::floor<std::chrono::days>(now).time_since_epoch();
  const auto rest = day % budget_.per;
  return (day - rest) / budget_.per - (rest.count() < 0 ? 1 : 0);
}

void RequestBudget::turn_to(std::int64_t period) {
  if (period > period_) used_ = 0;
  period_ = period;
}

bool RequestBudget::take(rates::Timestamp now) {
  if (used_up(now)) return false;
  ++used_;
  return true;
}

void RequestBudget::take_over(const BudgetUse& before, rates::Timestamp now) {
  // Its period may be another one: as long as it lasts, what it used is used.
  if (before.resets_at > now) used_ = use(now).used + before.used;
}

bool RequestBudget::used_up(rates::Timestamp now) { return use(now).used >= budget_.requests; }

int RequestBudget::spare(rates::Timestamp now, std::chrono::milliseconds every) {
  const auto [limit, used, resets_at] = use(now);
  const auto needed = (resets_at - now) / std::max(every, spacing()) + 1;
  return static_cast<int>(std::max<std::int64_t>(limit - used - needed, 0));
}

BudgetUse RequestBudget::use(rates::Timestamp now) {
  turn_to(period_at(now));
  return {.limit = budget_.requests,
          .used = used_,
          .resets_at = rates::Date(budget_.per * (period_ + 1))};
}

std::chrono::milliseconds RequestBudget::spacing() const {
  return std::chrono::milliseconds(budget_.per) / budget_.requests;
}

rates::Error RequestBudget::refusal(rates::Timestamp now) {
  const auto [limit, used, resets_at] = use(now);
  return {rates::Errc::refused,
          fmt::format("the request budget, {} in {}, is used up until {}", limit,
                      rates::to_text(budget_.per), rates::to_string(resets_at))};
}

}  // namespace tickerd::feeds
