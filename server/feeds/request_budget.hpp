#pragma once

#include <chrono>
#include <cstdint>

#include "feeds/feed.hpp"
#include "feeds/preset.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// Counts the requests to a source against what it allows in a period; periods are whole ones since
/// 1970, UTC. The count is of this process: a restart begins at none. Pure.
class RequestBudget {
 public:
  /// `budget` allows at least one request in at least one day.
  explicit RequestBudget(Budget budget) : budget_(budget) {}

  /// Counts a request; false, and nothing is counted, when the period's are used up. When the wall
  /// clock was set back into an earlier period, what was used stays used until that one ends.
  bool take(rates::Timestamp now);
  bool used_up(rates::Timestamp now);
  /// Counts what another budget of the same source has used, up to `now`.
  void take_over(const BudgetUse& before, rates::Timestamp now);
  /// How many requests are left over in this period when the source is asked every `every` until it
  /// ends. Not below zero.
  int spare(rates::Timestamp now, std::chrono::milliseconds every);
  BudgetUse use(rates::Timestamp now);
  /// How far apart requests must be for the budget to last.
  std::chrono::milliseconds spacing() const;
  /// What a refused request is told: names the budget and when there is another.
  rates::Error refusal(rates::Timestamp now);

 private:
  std::int64_t period_at(rates::Timestamp now) const;
  void turn_to(std::int64_t period);

  Budget budget_;
  std::int64_t period_ = 0;
  int used_ = 0;
};

}  // namespace tickerd::feeds
