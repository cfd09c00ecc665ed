#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/calendar.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// The hours in which a source is asked often: the windows of its preset, by the wall clock of the
/// preset's time zone, on the days on which its calendar says that it publishes. Pure.
///
/// Where clocks are set on, a window that would begin in the hour that is left out begins when that
/// hour would; where they are set back, a window holds for both hours of the same name.
class PollWindows {
 public:
  /// No windows: whole days. A null calendar: every day. An empty time zone is UTC; one that this
  /// system does not know throws std::runtime_error: presets are checked when they are read.
  PollWindows(std::vector<Window> windows, const std::string& time_zone,
              std::shared_ptr<const rates::Calendar> calendar);

  /// Whether there is neither a window nor a calendar.
  bool always_open() const noexcept { return zone_ == nullptr; }

  /// When the window that `now` is in began; outside of all windows, when the next one begins. None
  /// when that is more than two weeks away, or when always_open().
  std::optional<rates::Timestamp> opening(rates::Timestamp now) const;

 private:
  struct Zone;

  std::vector<Window> windows_;
  std::shared_ptr<const rates::Calendar> calendar_;
  std::shared_ptr<const Zone> zone_;
};

}  // namespace tickerd::feeds
