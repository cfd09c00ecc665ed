#include "rates/series.hpp"

#include <algorithm>
#include <utility>

namespace tickerd::rates {

Series::Taken Series::take(const Quote& quote) {
  const bool heard_before = std::exchange(heard_, true);
  if (!quotes_.empty()) {
    Quote& newest = quotes_.back();
    if (quote.as_of.date() < newest.as_of.date()) return Taken::older;
    if (quote.as_of.date() == newest.as_of.date()) return replace(newest, quote);
  }
  quotes_.push_back(quote);
  forgot_open_ = false;
  open_ = heard_before || quote.as_of.is_date() ? std::optional(quote) : std::nullopt;
  if (quotes_.size() > most_dates) quotes_.pop_front();
  return Taken::new_date;
}

bool Series::take_past(const Quote& quote) {
  const auto date = [](const Quote& q) { return q.as_of.date(); };
  if (quotes_.empty() || date(quote) >= date(quotes_.back())) return false;
  const auto place = std::ranges::lower_bound(quotes_, date(quote), {}, date);
  if (date(*place) == date(quote)) return false;
  const bool is_full = quotes_.size() == most_dates;
  if (is_full && place == quotes_.begin()) return false;
  quotes_.insert(place, quote);
  if (is_full) quotes_.pop_front();
  return true;
}

Series::Taken Series::replace(Quote& newest, const Quote& quote) {
  if (quote.value == newest.value && quote.as_of == newest.as_of) {
    if (!newest.origin) newest.origin = quote.origin;  // values from the store have none
    return Taken::unchanged;
  }
  if (quote.as_of.valid_until() < newest.as_of.valid_until()) return Taken::older;
  newest = quote;
  return Taken::revised;
}

void Series::forget_open() noexcept {
  open_.reset();
  forgot_open_ = true;
  heard_ = false;
}

const Quote* Series::before(Date date) const {
  const auto found = std::ranges::find_if(quotes_.rbegin(), quotes_.rend(),
                                          [date](const Quote& q) { return q.as_of.date() < date; });
  return found == quotes_.rend() ? nullptr : &*found;
}

const Quote* Series::at(Date date) const { return before(date + std::chrono::days(1)); }

}  // namespace tickerd::rates
