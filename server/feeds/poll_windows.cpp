#include "feeds/poll_windows.hpp"

#include <algorithm>
#include <utility>

#include <date/tz.h>

namespace tickerd::feeds {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr days look_ahead{15};

/// When the wall clock of `zone` shows `of_day` on `day`.
rates::Timestamp at_local(const date::time_zone& zone, rates::Date day, minutes of_day,
                          date::choose which) {
  const date::local_time<minutes> local(day.time_since_epoch() + of_day);
  return zone.to_sys(local, which);
}

}  // namespace

struct PollWindows::Zone {
  const date::time_zone* zone;
};

PollWindows::PollWindows(std::vector<Window> windows, const std::string& time_zone,
                         std::shared_ptr<const rates::Calendar> calendar)
    : windows_(std::move(windows)), calendar_(std::move(calendar)) {
  if (windows_.empty() && !calendar_) return;
  if (windows_.empty()) windows_.push_back({.until = days(1)});
  const auto* const zone = date::locate_zone(time_zone.empty() ? "Etc/UTC" : time_zone);
  zone_ = std::make_shared<const Zone>(Zone{zone});
}

std::optional<rates::Timestamp> PollWindows::opening(rates::Timestamp now) const {
  if (always_open()) return std::nullopt;
  const auto closed = [&](rates::Timestamp at) { return calendar_ && calendar_->is_closed(at); };
  const auto local_now = zone_->zone->to_local(now).time_since_epoch();
  const rates::Date today(std::chrono::floor<days>(local_now));
  std::optional<rates::Timestamp> next;
  // From yesterday: its window may end in the hour that was set back over midnight.
  for (auto day = today - days(1); day <= today + look_ahead && !next; day += days(1)) {
    for (const auto& window : windows_) {
      if (!window.days.test(std::chrono::weekday(day).c_encoding())) continue;
      const auto begin = at_local(*zone_->zone, day, window.from, date::choose::earliest);
      const auto end = at_local(*zone_->zone, day, window.until, date::choose::latest);
      if (begin <= now && now < end && !closed(now)) return begin;
      if (begin > now && !closed(begin)) next = std::min(next.value_or(begin), begin);
    }
  }
  return next;
}

}  // namespace tickerd::feeds
